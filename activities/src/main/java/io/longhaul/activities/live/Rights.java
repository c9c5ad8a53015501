package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.literal;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a user must be allowed to do in a target beside owning a table. What is missing is told with what grants it. */
public record Rights(Transaction transaction) {

    /** For {@link Trial}. */
    public List<String> toTry() throws SQLException {
        return transaction.holds("has_database_privilege(current_database(), 'TEMPORARY')")
                ? List.of()
                : List.of("the user may not make temporary tables, on which a spec is tried: grant TEMPORARY on the"
                        + " database");
    }

    /**
     * For making tables or indexes beside those of a schema.
     *
     * @param what they are
     */
    public List<String> toMake(String what, String schema) throws SQLException {
        return transaction.holds("(SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = "
                        + literal(schema) + ")")
                ? List.of()
                : List.of("the user may not make " + what + " in schema " + schema + ": grant CREATE on it");
    }

    /**
     * For notes in the schema longhaul.
     *
     * @param tables that they are kept in, some of which another user may have made
     */
    public List<String> toNote(String... tables) throws SQLException {
        List<String> missing = new ArrayList<>();
        if (!transaction.holds(
                "CASE WHEN to_regnamespace('longhaul') IS NULL"
                        + " THEN has_database_privilege(current_database(), 'CREATE')"
                        + " ELSE has_schema_privilege('longhaul', 'CREATE') AND has_schema_privilege('longhaul', 'USAGE') END")) {
            missing.add("the user may not make the schema longhaul, where notes are kept: grant CREATE on the database,"
                    + " or make it and grant CREATE and USAGE on it");
        }
        missing.addAll(toWrite("longhaul", tables));
        return missing;
    }

    /** For writing into tables of ours, as far as they are there. */
    public List<String> toWrite(String schema, String... tables) throws SQLException {
        String names = List.of(tables).stream().map(table -> literal(table)).collect(Collectors.joining(", "));
        return transaction.rows("""
                SELECT format('another user made %%I.%%I, where notes are kept: grant SELECT, INSERT, UPDATE and DELETE on it',
                              nspname, relname)
                FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                WHERE nspname = %s AND relname IN (%s) AND relkind = 'r'
                  AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
                           AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))
                ORDER BY relname""".formatted(literal(schema), names), row -> row.getString(1));
    }
}
