package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.List;

/**
 * Views that read the table. Each is replaced by its own words, in which the table's name now means the other one; so those that
 * read a view, its owner and its grants stay as they are.
 */
record Views() implements Dependent {

    private static final String READERS =
            "FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class"
                    + " WHERE d.classid = 'pg_rewrite'::regclass AND ";

    @Override
    public List<String> problems(Transaction transaction, LiveTable table, Layout layout) throws SQLException {
        String reads = "d.refclassid = 'pg_class'::regclass AND d.refobjid = " + table.oid();
        String dropped = layout instanceof Layout.Plain plain && plain.drop() != null ? plain.drop() : "";
        return transaction.rows("""
                SELECT DISTINCT 'materialized view ' || v.oid::regclass || ' reads it, and can''t be given another table: drop'
                       || ' it, and make it again afterwards'
                %1$s %2$s AND v.relkind = 'm'
                UNION ALL
                SELECT DISTINCT 'rule ' || quote_ident(r.rulename) || ' on ' || v.oid::regclass || ' names it: drop it, and make'
                       || ' it again afterwards, better as a trigger'
                %1$s %2$s AND (v.relkind NOT IN ('v', 'm') OR r.rulename <> '_RETURN')
                UNION ALL
                SELECT DISTINCT 'view ' || v.oid::regclass || ' reads it, and belongs to ' || v.relowner::regrole
                       || ': use its owner, or grant that role'
                %1$s %2$s AND v.relkind = 'v' AND NOT pg_has_role(v.relowner, 'USAGE')
                UNION ALL
                SELECT DISTINCT 'view ' || v.oid::regclass || ' reads column ' || %3$s || ', which is to be left out'
                %1$s %2$s AND d.refobjsubid > 0 AND v.relkind = 'v'
                  AND (SELECT attname FROM pg_attribute WHERE attrelid = %4$d AND attnum = d.refobjsubid) = %3$s
                UNION ALL
                SELECT DISTINCT 'view ' || v.oid::regclass || ' groups by its primary key alone and so needs that: name the'
                       || ' other columns in its GROUP BY, too'
                %1$s d.refclassid = 'pg_constraint'::regclass
                  AND d.refobjid IN (SELECT oid FROM pg_constraint WHERE conrelid = %4$d)
                UNION ALL
                SELECT DISTINCT 'view ' || v.oid::regclass || ' reads its partition ' || d.refobjid::regclass || ': have it read'
                       || ' the table'
                %1$s d.refclassid = 'pg_class'::regclass AND d.refobjid <> %4$d
                  AND d.refobjid IN (SELECT relid FROM pg_partition_tree(%4$d::bigint::regclass))
                """.formatted(READERS, reads, literal(dropped), table.oid()), row -> row.getString(1));
    }

    @Override
    public Moves moves(Transaction transaction, TablePair pair) throws SQLException {
        return new Moves(
                List.of(), List.of(), transaction.rows("""
                        SELECT format('CREATE OR REPLACE VIEW %%s%%s AS %%s', v.oid::regclass,
                                      ' WITH (' || array_to_string(v.reloptions, ', ') || ')', pg_get_viewdef(v.oid))
                        FROM pg_class v WHERE v.oid IN (SELECT v.oid %s %s AND v.relkind = 'v')
                        ORDER BY v.oid""".formatted(READERS, reads(pair)), row -> row.getString(1)));
    }

    private static String reads(TablePair pair) {
        return "d.refclassid = 'pg_class'::regclass AND d.refobjid = " + pair.oid(pair.live());
    }

    /** Who reads a view holds the view first, then the table. So do we. */
    @Override
    public List<String> locks(Transaction transaction, TablePair pair) throws SQLException {
        return transaction.rows(
                "SELECT DISTINCT v.oid::regclass::text " + READERS + reads(pair) + " AND v.relkind = 'v' ORDER BY 1",
                row -> row.getString(1));
    }
}
