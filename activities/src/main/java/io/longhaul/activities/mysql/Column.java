package io.longhaul.activities.mysql;

/**
 * One column of a table.
 *
 * @param declared its type in the database's own words, such as {@code varchar(40)}
 */
public record Column(String name, ColumnType type, String declared, boolean nullable) {

    String quoted() {
        return Sql.quote(name);
    }
}
