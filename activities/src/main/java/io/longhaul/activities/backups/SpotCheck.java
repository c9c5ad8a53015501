package io.longhaul.activities.backups;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.stream.Collectors;

/**
 * Some rows of a backup, taken by chance, beside those of the same keys in a table.
 *
 * @param rows that were looked at
 * @param same that are there as they are in the backup
 */
public record SpotCheck(int rows, int same) {

    private static final int SAMPLE = 100;

    /** So many rows are read, from blocks by chance, for those to be drawn from. */
    private static final double DRAWN_FROM = 10_000;

    static final SpotCheck NONE = new SpotCheck(0, 0);

    /** @param table as in SQL, with all columns of the backup */
    static SpotCheck of(Transaction transaction, Backup backup, String table) throws SQLException {
        if (backup.key().isEmpty() || backup.content().rows() == 0) {
            return NONE;
        }
        double percent = Math.min(100, 100 * DRAWN_FROM / backup.content().rows());
        String drawn = backup.quotedParts().stream()
                .map(part -> "SELECT " + names(backup) + " FROM " + part + " TABLESAMPLE SYSTEM (" + percent + ")")
                .collect(Collectors.joining(" UNION ALL "));
        String sameKey = backup.key().stream()
                .map(column -> "o." + quoted(column) + " = s." + quoted(column))
                .collect(Collectors.joining(" AND "));
        return transaction.row(
                """
                SELECT count(*), count(*) FILTER (WHERE EXISTS (
                         SELECT FROM %1$s AS o WHERE %2$s AND %3$s = %4$s))
                FROM (SELECT * FROM (%5$s) AS d ORDER BY random() LIMIT %6$d) AS s""".formatted(table, sameKey, text(backup, "o"), text(backup, "s"), drawn, SAMPLE),
                row -> new SpotCheck(row.getInt(1), row.getInt(2)));
    }

    private static String names(Backup backup) {
        return backup.columns().stream().map(column -> quoted(column)).collect(Collectors.joining(", "));
    }

    /** A row as text. */
    private static String text(Backup backup, String alias) {
        return backup.columns().stream()
                .map(column -> alias + "." + quoted(column))
                .collect(Collectors.joining(", ", "CAST(ROW(", ") AS text)"));
    }

    boolean allSame() {
        return rows == same;
    }
}
