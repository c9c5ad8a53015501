package io.longhaul.embedded.sample;

import io.longhaul.embedded.load.LoadTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A table of members, large enough that changing it carelessly would be felt. */
public final class Members {

    public static final String TABLE = "public.members";
    public static final long ROWS = 1_000_000;

    private Members() {}

    /**
     * Makes it in some seconds, unless it is there.
     *
     * @return whether it was made
     */
    public static boolean make(DataSource source, long rows) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (var there = statement.executeQuery("SELECT to_regclass('public.members') IS NOT NULL")) {
                there.next();
                if (there.getBoolean(1)) {
                    return false;
                }
            }
            statement.execute("""
                    CREATE TABLE public.members (
                      id bigint PRIMARY KEY,
                      first_name text NOT NULL,
                      last_name text NOT NULL,
                      email text NOT NULL,
                      joined date NOT NULL,
                      version bigint NOT NULL DEFAULT 0
                    )""");
            statement.execute("""
                    INSERT INTO public.members
                    SELECT n, 'First' || n %% 977, 'Last' || n %% 9973, 'Member.' || n || '@Example.org',
                           date '2015-01-01' + (n %% 3650)::int, 0
                    FROM generate_series(1, %d) AS n""".formatted(rows));
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("VACUUM ANALYZE public.members");
            return true;
        }
    }

    /** What an application does with it. */
    public static LoadTable application(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT coalesce(max(id), 0) FROM public.members")) {
            row.next();
            return new LoadTable(
                    TABLE,
                    "INSERT INTO public.members (id, first_name, last_name, email, joined, version)"
                            + " VALUES (?, 'New', 'Member', 'New.Member@Example.org', current_date, ?)",
                    "UPDATE public.members SET version = ? WHERE id = ?",
                    "DELETE FROM public.members WHERE id = ?",
                    "SELECT version FROM public.members WHERE id = ?",
                    "SELECT id, version FROM public.members",
                    row.getLong(1) + 1,
                    Math.min(ROWS, row.getLong(1)));
        }
    }
}
