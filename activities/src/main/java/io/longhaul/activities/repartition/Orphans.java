package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows that foreign keys from and to a table would forbid if another took its place. */
final class Orphans {

    private Orphans() {}

    /** A foreign key with its tables as in SQL, where the other has taken the place of the table. */
    private record Key(String name, String child, String parent, List<String> from, List<String> to) {

        String broken() {
            String present = from.stream()
                    .map(column -> "c." + quoted(column) + " IS NOT NULL")
                    .collect(Collectors.joining(" AND "));
            String same = IntStream.range(0, from.size())
                    .mapToObj(i -> "p." + quoted(to.get(i)) + " = c." + quoted(from.get(i)))
                    .collect(Collectors.joining(" AND "));
            return "SELECT count(*) FROM " + child + " AS c WHERE " + present + " AND NOT EXISTS (SELECT FROM " + parent
                    + " AS p WHERE " + same + ")";
        }
    }

    /** In words, one for each foreign key that does not hold. */
    static List<String> of(Transaction transaction, LiveTable table, String other) throws SQLException {
        List<Key> keys = transaction.rows(
                """
                SELECT conname, conrelid::bigint, conrelid::regclass::text, confrelid::bigint, confrelid::regclass::text,
                       ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (num, place)
                             JOIN pg_attribute ON attrelid = conrelid AND attnum = num ORDER BY place),
                       ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k (num, place)
                             JOIN pg_attribute ON attrelid = confrelid AND attnum = num ORDER BY place)
                FROM pg_constraint
                WHERE contype = 'f' AND conparentid = 0 AND (conrelid = %1$d OR confrelid = %1$d) ORDER BY conname""".formatted(table.oid()),
                row -> new Key(
                        row.getString(1),
                        row.getLong(2) == table.oid() ? other : row.getString(3),
                        row.getLong(4) == table.oid() ? other : row.getString(5),
                        List.of((String[]) row.getArray(6).getArray()),
                        List.of((String[]) row.getArray(7).getArray())));
        List<String> found = new ArrayList<>();
        for (Key key : keys) {
            long rows = transaction.row(key.broken(), row -> row.getLong(1));
            if (rows > 0) {
                found.add(rows + " rows of " + key.child() + " would refer by " + key.name() + " to rows that "
                        + key.parent() + " does not have");
            }
        }
        return found;
    }
}
