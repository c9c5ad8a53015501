package io.longhaul.bench.lab;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A SQLite database for measures: tables of seven columns of as many types. */
public final class Goods {

    private Goods() {}

    /** @param rows of each table; they are named {@code goods0} and so on */
    public static void make(Path file, int tables, int rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = off");
            for (int table = 0; table < tables; table++) {
                statement.execute(
                        "CREATE TABLE goods" + table + " (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                                + " price REAL NOT NULL, day DATE NOT NULL, active BOOLEAN NOT NULL, note TEXT, extra JSON NOT NULL)");
                statement.execute("""
                        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                        INSERT INTO goods%d SELECT i, 'item number ' || i || ' ' || hex(i * 7919), i * 0.37 + 0.01,
                          date('2000-01-01', (i %% 9000) || ' days'), i %% 2,
                          iif(i %% 3, 'a note of item ' || (i %% 1000), NULL),
                          '{"a": ' || i || ', "tags": ["x", "y' || (i %% 10) || '"]}' FROM n""".formatted(rows, table));
            }
        }
    }
}
