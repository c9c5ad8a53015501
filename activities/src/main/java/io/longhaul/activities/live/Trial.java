package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * A temporary copy of a table, under its name and at first without rows, on which a spec's SQL is tried: the server itself says
 * what is wrong, and nothing has changed. It is gone with its transaction.
 */
public final class Trial {

    private static final int ROWS = 1_000;

    private final Transaction transaction;
    private final LiveTable table;
    private final List<String> problems = new ArrayList<>();

    private Trial(Transaction transaction, LiveTable table) {
        this.transaction = transaction;
        this.table = table;
    }

    public static Trial of(Transaction transaction, LiveTable table) throws SQLException {
        transaction.execute(
                "CREATE TEMPORARY TABLE " + quoted(table.name()) + " (LIKE " + table.quotedName() + ") ON COMMIT DROP");
        return new Trial(transaction, table);
    }

    /** The live table, as it is before anything of the spec. */
    public LiveTable table() {
        return table;
    }

    /** The copy, as in SQL. */
    public String name() {
        return "pg_temp." + quoted(table.name());
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }

    public void problem(String problem) {
        problems.add(problem);
    }

    /**
     * Runs a statement on the copy, and keeps what it does for the next.
     *
     * @param what it is in the spec, for the problem
     */
    public boolean tried(String what, String statement) throws SQLException {
        SQLException failure = transaction.attempt(statement);
        if (failure != null) {
            problem(what + " " + words(failure));
        }
        return failure == null;
    }

    /** Whether a statement can be run at all; one that can't is no problem. */
    public boolean possible(String statement) throws SQLException {
        return transaction.attempt(statement) == null;
    }

    boolean hasColumn(String column) throws SQLException {
        return transaction.holds("EXISTS (SELECT FROM pg_attribute WHERE attrelid = " + literal(name())
                + "::regclass AND attname = " + literal(column) + " AND attnum > 0 AND NOT attisdropped)");
    }

    public void requireColumn(String what, String column) throws SQLException {
        if (!hasColumn(column)) {
            problem(what + ": table " + table + " has no column " + column + "; check its name");
        }
    }

    /** @param references as {@code public.account (id)} */
    void requireReference(String what, String references) throws SQLException {
        int open = references.indexOf('(');
        String other = open < 0 ? references : references.substring(0, open);
        String columns = open < 0 ? "1" : references.substring(open + 1, Math.max(open + 1, references.indexOf(')')));
        var unused = tried(what, "SELECT " + columns + " FROM " + other + " LIMIT 0");
    }

    /** Where the copy is stored: another one when a change has written it anew. */
    public long file() throws SQLException {
        return transaction.row("SELECT pg_relation_filenode(" + literal(name()) + ")::bigint", row -> row.getLong(1));
    }

    /** What an index of the copy is over, as the catalog says it: the same for two indexes that do the same. */
    @Nullable
    String definition(String what, String create) throws SQLException {
        if (!tried(what, create)) {
            return null;
        }
        return transaction.row(
                "SELECT pg_get_indexdef(max(indexrelid)::oid) FROM (SELECT indexrelid::bigint FROM pg_index WHERE indrelid = "
                        + literal(name()) + "::regclass) i",
                row -> over(row.getString(1)));
    }

    /** The part of a definition that does not name index or table, and whether it is unique. */
    static String over(String definition) {
        return (definition.startsWith("CREATE UNIQUE") ? "unique " : "")
                + definition.substring(definition.indexOf(" USING "));
    }

    /** The definition of an index that the table's schema has; null where it has none of that name. */
    @Nullable
    String existing(String index) throws SQLException {
        return transaction
                .<@Nullable String>rows(
                        "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
                                + " WHERE indrelid = " + table.oid() + " AND relname = " + literal(index),
                        row -> over(row.getString(1)))
                .stream()
                .findFirst()
                .orElse(null);
    }

    List<String> texts(String query) throws SQLException {
        return transaction.rows(query, row -> row.getString(1));
    }

    /** Takes over some real rows, for expressions to be tried on. */
    public void takeRows() throws SQLException {
        String columns = String.join(
                ", ",
                table.columns().stream().map(column -> quoted(column.name())).toList());
        transaction.execute("INSERT INTO " + name() + " (" + columns + ") SELECT " + columns + " FROM "
                + table.quotedName() + " LIMIT " + ROWS);
    }

    /** Gives the rows back: what follows is about the table, and not about them. */
    public void empty() throws SQLException {
        transaction.execute("TRUNCATE " + name());
    }

    /** The server's own words where they are about the statement; those about a row may quote it. */
    public static String words(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        boolean aboutRows = state.startsWith("22") || state.startsWith("23");
        String said = failure instanceof PSQLException server && server.getServerErrorMessage() != null
                ? String.valueOf(server.getServerErrorMessage().getMessage())
                : "SQL state " + state;
        return aboutRows
                ? "fails on some of the first " + ROWS + " rows (SQL state " + state + ")"
                : "is refused by PostgreSQL: " + said;
    }
}
