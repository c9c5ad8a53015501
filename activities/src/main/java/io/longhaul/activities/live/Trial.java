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

    /** A column of the table that is there already must be of the type that is asked for. */
    public void requireType(String what, String column, String type) throws SQLException {
        String is = table.column(column).orElseThrow().type();
        if (tried(what, "SELECT CAST(NULL AS " + type + ")")
                && !transaction.holds("pg_typeof(CAST(NULL AS " + type + ")) = pg_typeof(CAST(NULL AS " + is + "))")) {
            problem(what + ": table " + table + " has a column " + column + " of another type than " + type
                    + ", namely " + is + ": give that one, or another name");
        }
    }

    /** A constraint that the table has under a name must be over the same as one that was just made on the copy. */
    void requireSame(String what, String constraint) throws SQLException {
        String query = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = " + literal(constraint)
                + " AND conrelid = ";
        List<String> wanted = definitions(query + literal(name()) + "::regclass");
        List<String> there = definitions(query + table.oid());
        if (!there.isEmpty() && !there.equals(wanted)) {
            problem(what + ": table " + table + " has a constraint of that name, namely " + there.get(0)
                    + ": drop it, or give this one another name");
        }
    }

    private List<String> definitions(String query) throws SQLException {
        return texts(query).stream()
                .map(definition -> definition.replace(" NOT VALID", ""))
                .toList();
    }

    /** The table's columns that an expression over its rows reads. */
    public List<String> columnsOf(String expression) throws SQLException {
        SQLException failure = transaction.attempt("CREATE TEMPORARY VIEW longhaul_reads AS SELECT (" + expression
                + ") AS value FROM " + name() + " AS " + quoted(table.name()));
        return failure != null ? List.of() : texts("""
                        SELECT DISTINCT attname FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
                        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                        WHERE d.classid = 'pg_rewrite'::regclass AND r.ev_class = 'pg_temp.longhaul_reads'::regclass
                          AND d.refobjid = %s::regclass AND d.refobjsubid > 0""".formatted(literal(name())));
    }

    /** What depends on a column of the table, in the server's words. */
    List<String> dependents(String column) throws SQLException {
        return texts("""
                SELECT DISTINCT pg_describe_object(classid, objid, objsubid) FROM pg_depend d
                JOIN pg_attribute a ON a.attrelid = refobjid AND a.attnum = refobjsubid
                WHERE refclassid = 'pg_class'::regclass AND refobjid = %d AND attname = %s
                  AND NOT EXISTS (SELECT FROM pg_constraint c
                                  WHERE classid = 'pg_constraint'::regclass AND c.oid = objid AND contype = 'n')""".formatted(table.oid(), literal(column)));
    }

    /**
     * A temporary table can't refer to a lasting one, so the catalog is asked.
     *
     * @param references as {@code public.account (id)}
     */
    void requireReference(String what, String constraint, String column, String references) throws SQLException {
        int open = references.indexOf('(');
        String other = open < 0 ? references : references.substring(0, open);
        String columns = open < 0 ? "1" : references.substring(open + 1, Math.max(open + 1, references.indexOf(')')));
        if (!tried(what, "SELECT " + columns + " FROM " + other + " LIMIT 0")) {
            return;
        }
        String oid = "to_regclass(" + literal(other.strip()) + ")";
        if (!transaction.holds("has_table_privilege(" + oid + ", 'REFERENCES')")) {
            problem(what + ": the user may not refer to table " + other.strip() + ": grant REFERENCES on it");
        }
        String unique = "EXISTS (SELECT FROM pg_index WHERE indrelid = " + oid + " AND indisunique AND indimmediate"
                + " AND indpred IS NULL AND indnkeyatts = 1 AND "
                + (open < 0
                        ? "indisprimary)"
                        : "pg_get_indexdef(indexrelid, 1, true) = " + literal(columns.strip()) + ")");
        if (!transaction.holds(unique)) {
            problem(what + ": table " + other.strip() + " has no unique key of that column alone: make one first");
        }
        boolean same = transaction.holds("NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = " + table.oid()
                + " AND conname = " + literal(constraint) + " AND NOT (contype = 'f' AND confrelid = " + oid
                + " AND conkey = ARRAY(SELECT attnum FROM pg_attribute WHERE attrelid = " + table.oid()
                + " AND attname = " + literal(column) + ")))");
        if (!same) {
            problem(what + ": table " + table + " has another constraint of that name: drop it, or give this one"
                    + " another name");
        }
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

    /** Whether the table's schema has anything of a name that an index would have. */
    boolean taken(String name) throws SQLException {
        return transaction.holds("EXISTS (SELECT FROM pg_class c JOIN pg_class t ON t.oid = " + table.oid()
                + " WHERE c.relnamespace = t.relnamespace AND c.relname = " + literal(name) + ")");
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
        String said = failure instanceof PSQLException server && server.getServerErrorMessage() != null
                ? String.valueOf(server.getServerErrorMessage().getMessage())
                : "SQL state " + state;
        return switch (state.substring(0, 2)) {
            case "42", "0A", "2B" -> "is refused by PostgreSQL: " + said;
            case "22", "23", "P0" -> "fails on some of the first " + ROWS + " rows (SQL state " + state + ")";
            default -> "fails with SQL state " + state + ": the server's own log has its words";
        };
    }
}
