package io.longhaul.activities.postgres;

import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.ConstraintPlan.Kind;
import io.longhaul.activities.relational.EditedTarget;
import io.longhaul.activities.relational.IndexPlan;
import io.longhaul.activities.relational.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Reads tables out of PostgreSQL's catalog, as a plan has them. */
final class MadeTables {

    private final Handle sql;
    private final String schema;

    MadeTables(Handle sql, String schema) {
        this.sql = sql;
        this.schema = schema;
    }

    private record Found(long oid, String name) {}

    List<EditedTarget.Table> all() {
        return sql
                .select("""
                        SELECT c.oid::bigint, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relkind = 'r' ORDER BY c.relname""", schema)
                .map((row, context) -> new Found(row.getLong(1), row.getString(2)))
                .list()
                .stream()
                .map(table -> new EditedTarget.Table(
                        table.name(), columns(table.oid()), constraints(table.oid()), indexes(table.oid())))
                .toList();
    }

    private List<EditedTarget.Column> columns(long table) {
        return sql.select("""
                        SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                               pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '',
                               pg_get_serial_sequence(a.attrelid::regclass::text, a.attname) IS NOT NULL
                        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                        WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""", table)
                .map((row, context) -> {
                    boolean generated = row.getBoolean(5);
                    String expression = row.getString(4);
                    return new EditedTarget.Column(
                            row.getString(1),
                            row.getString(2),
                            row.getBoolean(3),
                            generated ? null : expression,
                            generated ? expression : null,
                            row.getBoolean(6));
                })
                .list();
    }

    private List<ConstraintPlan> constraints(long table) {
        return sql.select("""
                        SELECT k.contype::text, k.conname,
                               ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY c (num, place)
                                     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.num ORDER BY place),
                               CASE WHEN p.relnamespace = t.relnamespace THEN p.relname ELSE p.oid::regclass::text END,
                               ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY c (num, place)
                                     JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = c.num ORDER BY place),
                               pg_get_constraintdef(k.oid), pg_get_expr(k.conbin, k.conrelid)
                        FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
                        LEFT JOIN pg_class p ON p.oid = k.confrelid
                        WHERE k.conrelid = ? AND k.contype IN ('p', 'u', 'c', 'f')
                        ORDER BY position(k.contype::text IN 'pucf'), k.conname""", table).map((row, context) -> constraint(row)).list();
    }

    private static ConstraintPlan constraint(ResultSet row) throws SQLException {
        Kind kind =
                switch (row.getString(1)) {
                    case "p" -> Kind.PRIMARY_KEY;
                    case "u" -> Kind.UNIQUE;
                    case "c" -> Kind.CHECK;
                    default -> Kind.FOREIGN_KEY;
                };
        return new ConstraintPlan(
                kind,
                row.getString(2),
                kind == Kind.CHECK
                        ? List.of()
                        : List.of((String[]) row.getArray(3).getArray()),
                row.getString(4),
                List.of((String[]) row.getArray(5).getArray()),
                kind == Kind.FOREIGN_KEY ? actions(row.getString(6)) : "",
                kind == Kind.CHECK ? row.getString(7) : null,
                null,
                null,
                Outcome.STOP);
    }

    /** What follows the columns that a foreign key refers to. */
    private static String actions(String definition) {
        int referenced = definition.indexOf(')', definition.indexOf(" REFERENCES "));
        return definition.substring(referenced + 1).replace(" NOT VALID", "").strip();
    }

    private List<IndexPlan> indexes(long table) {
        return sql.select("""
                        SELECT i.relname, x.indisunique, pg_get_indexdef(i.oid)
                        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                        WHERE x.indrelid = ? AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid
                                                             AND k.contype IN ('p', 'u', 'x')) ORDER BY i.relname""", table)
                .map((row, context) -> {
                    String definition = row.getString(3);
                    return new IndexPlan(
                            row.getString(1),
                            row.getBoolean(2),
                            definition.substring(definition.indexOf(" USING ") + 1),
                            null,
                            Outcome.STOP);
                })
                .list();
    }
}
