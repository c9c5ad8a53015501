package io.longhaul.activities.postgres;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What PostgreSQL's own tables say. */
public final class Catalog {

    private Catalog() {}

    /** The id of a table, view, index or sequence. */
    public static OptionalLong relation(Handle sql, String schema, String name) {
        return sql.select("""
                        SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relname = ?""", schema, name)
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** The id of a function that takes nothing. */
    public static OptionalLong function(Handle sql, String schema, String name) {
        return sql.select("""
                        SELECT p.oid::bigint FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                        WHERE n.nspname = ? AND p.proname = ? AND p.pronargs = 0""", schema, name)
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    public static OptionalLong schema(Handle sql, String schema) {
        return sql.select("SELECT oid::bigint FROM pg_namespace WHERE nspname = ?", schema)
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** Whether each constraint of a table is valid, by name. */
    public static Map<String, Boolean> constraints(Handle sql, String schema, String table) {
        return sql.select("""
                        SELECT k.conname, k.convalidated FROM pg_constraint k
                        JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relname = ?""", schema, table)
                .map((row, context) -> Map.entry(row.getString(1), row.getBoolean(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The valid indexes of a table. */
    public static List<String> indexes(Handle sql, String schema, String table) {
        return sql.select("""
                        SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                        JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relname = ? AND x.indisvalid""", schema, table).mapTo(String.class).list();
    }

    /** Names and ids of what is in a schema, of one kind: r for tables, v for views. */
    public static Map<String, Long> relations(Handle sql, String schema, char kind) {
        return sql.select("""
                        SELECT c.relname, c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relkind = ?::"char\"""", schema, String.valueOf(kind))
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Names and ids of a schema's functions that take nothing, as those of triggers. */
    public static Map<String, Long> functions(Handle sql, String schema) {
        return sql.select("""
                        SELECT p.proname, p.oid::bigint FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                        WHERE n.nspname = ? AND p.pronargs = 0""", schema)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** All that is in a schema, each with its id. */
    public static List<String> relations(Handle sql, String schema) {
        return sql.select("""
                        SELECT c.relname || ' of ' || n.nspname || ', id ' || c.oid FROM pg_class c
                        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? ORDER BY 1""", schema).mapTo(String.class).list();
    }

    /** Whether nothing is in a schema: no relation, no type, no function. */
    public static boolean isEmpty(Handle sql, long schema) {
        return sql.select("""
                        SELECT NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = :schema)
                          AND NOT EXISTS (SELECT FROM pg_type WHERE typnamespace = :schema)
                          AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = :schema)""").bind("schema", schema).mapTo(Boolean.class).one();
    }

    /** One at a time prepares or empties a database, as schemas and bookkeeping are shared. */
    public static void lock(Handle sql) {
        lock(sql, "target");
    }

    /** Until the end of the transaction nobody else has the lock of that name. */
    public static void lock(Handle sql, String name) {
        sql.select("SELECT pg_advisory_xact_lock(hashtext('longhaul'), hashtext(?))::text", name)
                .mapTo(String.class)
                .list();
    }
}
