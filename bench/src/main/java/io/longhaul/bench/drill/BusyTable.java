package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.load.LoadTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A table of the target with an application at work on it, until it is closed. */
final class BusyTable implements AutoCloseable {

    private static final int WRITERS = 2;
    private static final int READERS = 1;
    private static final Duration EVERY = Duration.ofMillis(5);

    private final String name;
    private final int rows;
    private final Load load;

    private BusyTable(String name, int rows, Load load) {
        this.name = name;
        this.rows = rows;
        this.load = load;
    }

    /** One with the columns id, email and version. */
    static BusyTable make(Lab lab, String name, int rows) throws SQLException {
        // The schema of Longhaul's notes is called as this user, and would be looked at first.
        String table = "public." + name;
        try (Connection target = lab.target();
                Statement statement = target.createStatement()) {
            statement.execute("""
                    CREATE TABLE %1$s (id bigint PRIMARY KEY, email text NOT NULL, version bigint NOT NULL);
                    INSERT INTO %1$s SELECT n, 'Member.' || n || '@Example.org', 0 FROM generate_series(1, %2$d) n""".formatted(table, rows));
            statement.execute("VACUUM ANALYZE " + table);
        }
        LoadTable application = new LoadTable(
                table,
                "INSERT INTO " + table + " (id, email, version) VALUES (?, 'New@Example.org', ?)",
                "UPDATE " + table + " SET version = ? WHERE id = ?",
                "DELETE FROM " + table + " WHERE id = ?",
                "SELECT version FROM " + table + " WHERE id = ?",
                "SELECT id, version FROM " + table,
                rows + 1L,
                rows);
        return new BusyTable(table, rows, Load.start(lab.targetSource(), application, WRITERS, READERS, EVERY));
    }

    /** With its schema. */
    String name() {
        return name;
    }

    /** That were there before; the application deletes none of them. */
    int rows() {
        return rows;
    }

    /** Ends the application; which of its acknowledged writes are lost or there twice, and what else it has to tell. */
    TransferAudit acknowledged() throws SQLException {
        load.close();
        long lost = 0;
        long twice = 0;
        List<String> flaws = new ArrayList<>();
        for (String finding : load.findings()) {
            if (finding.endsWith(" times")) {
                twice++;
            } else if (finding.startsWith("row ")) {
                lost++;
            } else if (!finding.contains("53100")) {
                // A disk that is full is full for all.
                flaws.add("a writer's " + finding);
            }
        }
        return new TransferAudit(lost, twice, 0, flaws);
    }

    /**
     * What has arrived in it.
     *
     * @param changed whether the table is as the migration leaves it
     * @param wrong the rows that are then other than they should be
     */
    TransferAudit arrived(Connection target, boolean changed, String wrong) throws SQLException {
        TransferAudit acknowledged = acknowledged();
        long different = changed ? TransferAudit.number(target, "SELECT count(*) FROM " + name + " WHERE " + wrong) : 0;
        return new TransferAudit(acknowledged.lost(), acknowledged.twice(), different, List.of());
    }

    @Override
    public void close() {
        load.close();
    }
}
