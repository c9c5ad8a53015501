package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Rule;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A SQLite database that a test makes. */
public final class Database {

    public static final long BATCH_BYTES = 32_000_000;

    private final Path path;

    private Database(Path path) {
        this.path = path;
    }

    public static Database make(Path folder, String... statements) throws SQLException {
        Database database = new Database(folder.resolve("made.db"));
        database.execute(statements);
        return database;
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public SqliteFile file() {
        return SqliteFile.at(path);
    }

    static RelationalSpec spec(Rule... rules) {
        return spec(List.of(rules));
    }

    static RelationalSpec spec(List<Rule> rules) {
        return new RelationalSpec("made.db", "public", "quarantine", List.of(), rules, false, null);
    }

    public Discovered discover(Rule... rules) {
        return discover(List.of(rules));
    }

    public Discovered discover(List<Rule> rules) {
        return discover(file(), rules);
    }

    /** With the target made by a user's own DDL. */
    public Discovered discover(EditedTarget edited, Rule... rules) {
        return new Discovery(file(), spec(rules), edited, BATCH_BYTES, null, (table, rows) -> {}).run();
    }

    public static Discovered discover(SqliteFile file, List<Rule> rules) {
        return new Discovery(file, spec(rules), null, BATCH_BYTES, null, (table, rows) -> {}).run();
    }
}
