package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All that hangs on a table. What is of no known kind is refused, as nobody could say that it has moved. */
public final class Dependents {

    static final List<Dependent> KINDS = List.of(
            new Views(), new ForeignKeys(), new Triggers(), new Sequences(), new IndexNames(), new Belongings());

    private Dependents() {}

    /** What hangs on a table and can't be moved to one of that layout, each with its way out; empty where all can. */
    public static List<String> problems(Transaction transaction, LiveTable table, Layout layout) throws SQLException {
        List<String> problems = new ArrayList<>();
        for (Dependent kind : KINDS) {
            problems.addAll(kind.problems(transaction, table, layout));
        }
        problems.addAll(unknown(transaction, table));
        problems.addAll(transaction.rows("""
                SELECT 'it has row security: policies would have to be moved with it: drop them, disable row security, and'
                       || ' make both again afterwards'
                FROM pg_class WHERE oid = %1$d AND (relrowsecurity OR EXISTS (SELECT FROM pg_policy WHERE polrelid = %1$d))
                UNION ALL
                SELECT 'it inherits from ' || inhparent::regclass || ', or is a partition of it: name that table, or detach it'
                FROM pg_inherits WHERE inhrelid = %1$d
                UNION ALL
                SELECT inhrelid::regclass || ' inherits from it: end that by ALTER TABLE ... NO INHERIT'
                FROM pg_inherits JOIN pg_class p ON p.oid = inhparent WHERE inhparent = %1$d AND p.relkind = 'r'
                UNION ALL
                SELECT 'it is made of type ' || reloftype::regtype || ': end that by ALTER TABLE ... NOT OF'
                FROM pg_class WHERE oid = %1$d AND reloftype <> 0
                UNION ALL
                SELECT 'constraint ' || quote_ident(conname) || ' '
                  || CASE WHEN contype = 'x' THEN 'excludes rows by operators, which is not made again: drop it, and add it again'
                            || ' afterwards'
                     WHEN condeferrable THEN 'is checked later than at each row (DEFERRABLE), which rows that are carried over'
                            || ' could not wait for: drop it, and add it again afterwards'
                     ELSE 'is not validated: ALTER TABLE ... VALIDATE CONSTRAINT, or drop it' END
                FROM pg_constraint WHERE conrelid = %1$d
                  AND (contype = 'x' OR contype IN ('p', 'u') AND condeferrable OR contype IN ('c', 'n') AND NOT convalidated)
                UNION ALL
                SELECT 'it has a security label: remove it, and set it again afterwards'
                WHERE EXISTS (SELECT FROM pg_seclabel WHERE objoid = %1$d AND classoid = 'pg_class'::regclass)
                """.formatted(table.oid()), row -> row.getString(1)));
        return problems;
    }

    /** What depends on the table, its row type or its partitions, and is not one of the kinds above. */
    private static List<String> unknown(Transaction transaction, LiveTable table) throws SQLException {
        return transaction.rows("""
                WITH part AS (
                  SELECT %1$d::oid AS relid UNION SELECT relid FROM pg_partition_tree(%1$d::bigint::regclass)),
                type AS (
                  SELECT reltype AS oid FROM part JOIN pg_class c ON c.oid = relid
                  UNION SELECT typarray FROM part JOIN pg_class c ON c.oid = relid JOIN pg_type t ON t.oid = reltype)
                SELECT DISTINCT pg_describe_object(classid, objid, 0)
                       || ' hangs on the table in a way that is not moved: drop it, and make it again afterwards'
                FROM pg_depend d
                WHERE (refclassid = 'pg_class'::regclass AND refobjid IN (SELECT relid FROM part)
                       OR refclassid = 'pg_type'::regclass AND refobjid IN (SELECT oid FROM type))
                  AND deptype IN ('n', 'a')
                  AND classid NOT IN ('pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_trigger'::regclass,
                                      'pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_publication_rel'::regclass)
                  AND NOT (classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
                           AND (SELECT relkind FROM pg_class WHERE oid = objid) IN ('i', 'I', 'S', 't', 'r', 'p'))
                  AND NOT (classid = 'pg_type'::regclass AND objid IN (SELECT oid FROM type))
                ORDER BY 1""".formatted(table.oid()), row -> row.getString(1));
    }

    static String among(LiveTable table) {
        return "(SELECT " + table.oid() + "::oid UNION SELECT relid FROM pg_partition_tree("
                + literal(table.quotedName()) + "::regclass))";
    }
}
