package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the catalog says of a table itself: whose it is, who may do what, comments, publications, settings of its storage. */
record Belongings() implements Dependent {

    @Override
    public List<String> problems(Transaction transaction, LiveTable table, Layout layout) throws SQLException {
        return transaction.rows(
                """
                SELECT 'publication ' || quote_ident(pubname) || ' publishes all tables, and so would the new one before it takes'
                       || ' the name: name the tables in it'
                FROM pg_publication WHERE puballtables
                UNION ALL
                SELECT 'publication ' || quote_ident(pubname) || ' publishes all tables of its schema, and so would the new one'
                       || ' before it takes the name: name the tables in it'
                FROM pg_publication JOIN pg_publication_tables USING (pubname)
                WHERE NOT puballtables AND schemaname || '.' || tablename = %2$s
                  AND NOT EXISTS (SELECT FROM pg_publication_rel WHERE prpubid = pg_publication.oid AND prrelid = %1$d)
                UNION ALL
                SELECT 'publication ' || quote_ident(pubname) || ' '
                  || CASE WHEN NOT pg_has_role(pubowner, 'USAGE') THEN 'belongs to ' || pubowner::regrole
                            || ': use that user, or grant the role'
                     WHEN NOT pubviaroot THEN 'would publish partitions under their own names: ALTER PUBLICATION ... SET'
                            || ' (publish_via_partition_root = true)'
                     ELSE 'publishes only some rows or columns of it: take it out, and put it back afterwards' END
                FROM pg_publication_rel r JOIN pg_publication p ON p.oid = prpubid
                WHERE prrelid = %1$d AND (NOT pg_has_role(pubowner, 'USAGE') OR %3$s AND NOT pubviaroot
                                          OR to_jsonb(r)->>'prqual' IS NOT NULL OR to_jsonb(r)->>'prattrs' IS NOT NULL)
                UNION ALL
                SELECT 'publication ' || quote_ident(pubname) || ' would publish column ' || %4$s || ', which subscribers lack, and'
                       || ' they would stop: take the table out, give them the column, and put it back afterwards; or choose'
                       || ' by: hash or by: range, which add none'
                FROM pg_publication_rel JOIN pg_publication p ON p.oid = prpubid
                WHERE prrelid = %1$d AND %4$s IS NOT NULL
                UNION ALL
                SELECT 'its replica identity is an index, which partitions have none of: ALTER TABLE ... REPLICA IDENTITY FULL'
                       || ' or DEFAULT'
                FROM pg_class WHERE oid = %1$d AND relreplident = 'i'
                UNION ALL
                SELECT 'its owner ' || relowner::regrole || ' may not make tables in its schema, and could not be given the new'
                       || ' one: grant it CREATE on schema ' || relnamespace::regnamespace
                FROM pg_class
                WHERE oid = %1$d AND relowner <> current_user::regrole AND NOT current_setting('is_superuser')::boolean
                  AND NOT has_schema_privilege(relowner, relnamespace, 'CREATE')
                UNION ALL
                SELECT DISTINCT 'privileges were granted by ' || grantor::regrole || ', and not by its owner: have the owner'
                       || ' grant them'
                FROM pg_class, aclexplode(relacl) WHERE pg_class.oid = %1$d AND grantor <> relowner
                """.formatted(
                                table.oid(),
                                literal(table.toString()),
                                !(layout instanceof Layout.Plain),
                                layout instanceof Layout.ByList list ? literal(list.key()) : "NULL::text"),
                row -> row.getString(1));
    }

    @Override
    public Moves moves(Transaction transaction, TablePair pair) throws SQLException {
        long live = pair.oid(pair.live());
        long other = pair.oid(pair.live().other());
        String beside = pair.table(pair.live().other());
        List<String> before = new ArrayList<>();
        for (Tree part : Tree.of(transaction, other)) {
            before.addAll(ofEachPart(transaction, live, part));
        }
        before.addAll(privileges(
                transaction, new Granted(live, pair.table(pair.live()), 'r'), new Granted(other, beside, 'r')));
        // Where the live one has no comment, the other has none: %L is NULL then. It may have had our mark.
        before.addAll(transaction.rows("""
                SELECT format('COMMENT ON TABLE %%s IS %%L', '%2$s', obj_description(%1$d, 'pg_class'))
                UNION ALL
                SELECT format('COMMENT ON COLUMN %%s.%%I IS %%L', '%2$s', l.attname, col_description(%1$d, l.attnum))
                FROM pg_attribute l JOIN pg_attribute o ON o.attrelid = %3$d AND o.attname = l.attname
                WHERE l.attrelid = %1$d AND l.attnum > 0
                  AND col_description(%1$d, l.attnum) IS DISTINCT FROM col_description(%3$d, o.attnum)
                """.formatted(live, beside.replace("'", "''"), other), row -> row.getString(1)));
        return new Moves(before, publications(transaction, live, other), onNamed(transaction, pair, live));
    }

    /** When all is carried over: what is carried was published when it was written, and is not to be once more. */
    private static List<String> publications(Transaction transaction, long live, long other) throws SQLException {
        return transaction.rows("""
                SELECT format('ALTER PUBLICATION %%I DROP TABLE %%s; ALTER PUBLICATION %%I ADD TABLE %%s',
                              pubname, prrelid::regclass, pubname, %2$d::bigint::regclass)
                FROM pg_publication_rel JOIN pg_publication p ON p.oid = prpubid WHERE prrelid = %1$d""".formatted(live, other), row -> row.getString(1));
    }

    /** Owner, replica identity and, where there are rows, settings of storage. */
    private static List<String> ofEachPart(Transaction transaction, long live, Tree part) throws SQLException {
        return transaction.rows("""
                SELECT format('ALTER TABLE %%s %%s', %3$s, change)
                FROM pg_class l, pg_class o, LATERAL (VALUES
                  (CASE WHEN l.relowner <> o.relowner THEN 'OWNER TO ' || l.relowner::regrole END),
                  (CASE WHEN l.relreplident <> o.relreplident
                   THEN 'REPLICA IDENTITY ' || CASE l.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'DEFAULT' END
                   END),
                  (CASE WHEN o.relkind = 'r' AND l.relkind = 'r' AND l.reloptions IS DISTINCT FROM o.reloptions
                        AND l.reloptions IS NOT NULL
                   THEN 'SET (' || array_to_string(l.reloptions, ', ') || ')' END)) AS c (change)
                WHERE l.oid = %1$d AND o.oid = %2$d AND change IS NOT NULL""".formatted(live, part.oid(), literal(part.table())), row -> row.getString(1));
    }

    /**
     * What privileges are on.
     *
     * @param words as GRANT wants it
     * @param kind as {@code acldefault} wants it
     */
    record Granted(long oid, String words, char kind) {}

    /** What the other one was given by default goes; what the live one has comes. */
    static List<String> privileges(Transaction transaction, Granted from, Granted to) throws SQLException {
        long live = from.oid();
        long other = to.oid();
        String beside = to.words();
        List<String> statements =
                new ArrayList<>(transaction.rows("""
                SELECT DISTINCT format('REVOKE ALL ON %%s FROM %%s', %2$s,
                                       CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
                FROM pg_class, aclexplode(relacl)
                WHERE pg_class.oid = %1$d AND relacl IS DISTINCT FROM (SELECT relacl FROM pg_class WHERE oid = %3$d)""".formatted(other, literal(beside), live), row -> row.getString(1)));
        statements.addAll(
                transaction.rows("""
                SELECT format('GRANT %%s%%s ON %%s TO %%s%%s', privilege_type, ' (' || quote_ident(attname) || ')', %2$s,
                              CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                              CASE WHEN is_grantable AND grantee <> relowner THEN ' WITH GRANT OPTION' ELSE '' END)
                FROM (SELECT NULL::name AS attname, relowner, a.* FROM pg_class,
                             aclexplode(coalesce(relacl, acldefault('%4$s', relowner))) AS a WHERE pg_class.oid = %1$d
                      UNION ALL
                      SELECT attname, relowner, a.* FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid,
                             aclexplode(attacl) AS a
                      WHERE attrelid = %1$d AND NOT attisdropped
                        AND attname IN (SELECT attname FROM pg_attribute WHERE attrelid = %3$d)) AS granted
                WHERE EXISTS (SELECT FROM pg_class l, pg_class o WHERE l.oid = %1$d AND o.oid = %3$d
                              AND l.relacl IS DISTINCT FROM o.relacl) OR attname IS NOT NULL""".formatted(live, literal(beside), other, to.kind()), row -> row.getString(1)));
        return statements;
    }

    /** Comments of what has its name only afterwards. */
    private static List<String> onNamed(Transaction transaction, TablePair pair, long live) throws SQLException {
        return transaction.rows(
                """
                SELECT format('COMMENT ON CONSTRAINT %%I ON %%s IS %%L', conname, %2$s, description)
                FROM pg_description JOIN pg_constraint c ON c.oid = objoid
                WHERE classoid = 'pg_constraint'::regclass AND conrelid = %1$d AND contype <> 'f'
                UNION ALL
                SELECT format('COMMENT ON TRIGGER %%I ON %%s IS %%L', tgname, %2$s, description)
                FROM pg_description JOIN pg_trigger t ON t.oid = objoid
                WHERE classoid = 'pg_trigger'::regclass AND tgrelid = %1$d
                UNION ALL
                SELECT format('COMMENT ON INDEX %%s IS %%L', indexrelid::regclass, description)
                FROM pg_description JOIN pg_index ON indexrelid = objoid
                WHERE classoid = 'pg_class'::regclass AND objsubid = 0 AND indrelid = %1$d""".formatted(live, literal(quoted(pair.schema()) + "." + quoted(pair.name()))),
                row -> row.getString(1));
    }
}
