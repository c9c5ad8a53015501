package io.longhaul.bench.lab;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A SQLite database of three tables, each of whose rows belongs to one of the table before it, and some of the last to
 * none. It is asked, as its copy in PostgreSQL is, without any code of the product.
 */
public final class Shop {

    /** Quarantines the rows that have no parent. */
    public static final String RULES =
            "[{\"table\": \"line\", \"constraint\": \"line_purchase_id_fkey\", \"rule\": \"quarantine\"}]";

    /** Of the lines, one in so many has no purchase. */
    private static final int ORPHAN = 997;

    private static final List<String> SCHEMA =
            List.of("""
            CREATE TABLE customer (
              id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, active BOOLEAN NOT NULL, since DATE,
              rating REAL, settings JSON)""", """
            CREATE TABLE purchase (
              id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer (id),
              placed TIMESTAMP NOT NULL, note TEXT)""", """
            CREATE TABLE line (
              id INTEGER PRIMARY KEY, purchase_id INTEGER NOT NULL REFERENCES purchase (id), amount INTEGER NOT NULL,
              label VARCHAR(40), token BLOB)""", "CREATE INDEX line_by_purchase ON line (purchase_id)");

    /** Each row in words, on either side. */
    private static final Map<String, List<String>> ROWS = Map.of(
            "customer",
            List.of("""
                    SELECT id, name || '|' || coalesce(email, '-') || '|' || iif(active, 'true', 'false') || '|' || since
                      || '|' || printf('%.2f', rating) || '|' || settings FROM customer""", """
                    SELECT id, name || '|' || coalesce(email, '-') || '|' || active || '|' || since
                      || '|' || round(rating::numeric, 2) || '|' || settings FROM customer"""),
            "purchase",
            List.of(
                    "SELECT id, customer_id || '|' || placed || '|' || coalesce(note, '-') FROM purchase",
                    "SELECT id, customer_id || '|' || placed || '|' || coalesce(note, '-') FROM purchase"),
            "line",
            List.of("""
                    SELECT id, purchase_id || '|' || amount || '|' || label || '|' || lower(hex(token)) FROM line
                    WHERE purchase_id IN (SELECT id FROM purchase)""", """
                    SELECT id, purchase_id || '|' || amount || '|' || label || '|' || encode(token, 'hex') FROM line"""));

    private final Path file;
    private final int rows;

    private Shop(Path file, int rows) {
        this.file = file;
        this.rows = rows;
    }

    /** @param rows of all tables together */
    public static Shop make(Path file, int rows) throws SQLException {
        Shop shop = new Shop(file, rows);
        for (String table : SCHEMA) {
            shop.execute(table);
        }
        int customers = rows / 10;
        int purchases = rows / 4;
        shop.execute(numbers(customers) + """
                INSERT INTO customer SELECT i, 'Customer ' || i || ' é☃', iif(i % 5, 'c' || i || '@example.com', NULL), i % 2,
                  date('2001-01-01', (i % 8000) || ' days'), i / 4.0, '{"n": ' || i || ', "tags": ["a", "b"]}' FROM n""");
        shop.execute(numbers(purchases) + """
                INSERT INTO purchase SELECT i, 1 + i %% %d, datetime('2011-01-01', (i * 37) || ' minutes'),
                  iif(i %% 3, 'note ' || i, NULL) FROM n""".formatted(customers));
        shop.execute(numbers(shop.lines()) + """
                INSERT INTO line SELECT i, iif(i %% %d, 1 + i %% %d, -1), i %% 7, 'line ' || i, CAST('t' || i AS BLOB) FROM n""".formatted(ORPHAN, purchases));
        return shop;
    }

    private static String numbers(int most) {
        return "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + most + ") ";
    }

    private int lines() {
        return rows - rows / 10 - rows / 4;
    }

    public Path file() {
        return file;
    }

    public int rows() {
        return rows;
    }

    /** Rows that have no parent. */
    public int orphans() {
        return lines() / ORPHAN;
    }

    /** As an application that is still running would. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 30000");
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    public static List<String> tables() {
        return List.of("customer", "purchase", "line");
    }

    /** Rows that are to arrive, in words by their keys. */
    public Map<Long, String> rows(String table) throws SQLException {
        Map<Long, String> rows = new LinkedHashMap<>();
        try (Connection connection = connect()) {
            each(connection, words(table).get(0), rows::put);
        }
        return rows;
    }

    /** What is done with a row. */
    @FunctionalInterface
    public interface Row {
        void take(long key, String words);
    }

    /** Rows of a table of the copy, one with its key twice where it is there twice. */
    public static void copied(Connection target, String schema, String table, Row row) throws SQLException {
        target.setSchema(schema);
        each(target, words(table).get(1), row);
    }

    private static List<String> words(String table) {
        List<String> words = ROWS.get(table);
        if (words == null) {
            throw new IllegalArgumentException("there is no table " + table);
        }
        return words;
    }

    private static void each(Connection connection, String sql, Row row) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                row.take(result.getLong(1), String.valueOf(result.getString(2)));
            }
        }
    }
}
