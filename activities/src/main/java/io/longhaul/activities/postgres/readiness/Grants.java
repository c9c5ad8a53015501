package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.TablePlan;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who may read and write the migrated tables, and the quarantine. */
public final class Grants {

    private static final String EVERYONE = "PUBLIC";
    private static final Set<String> WRITING = Set.of("INSERT", "UPDATE", "DELETE", "TRUNCATE");

    private final Migrated migrated;

    public Grants(Migrated migrated) {
        this.migrated = migrated;
    }

    /**
     * What was found.
     *
     * @param readers roles that may read one of the tables at least; superusers may as well
     * @param everyones tables that are open to every role
     */
    public record Result(
            int tables, Set<String> owners, Set<String> readers, Set<String> writers, Set<String> everyones) {}

    private record Grant(String table, String owner, String role, String privilege) {}

    public Result run(Watch watch) {
        List<String> names =
                migrated.plan().tables().stream().map(TablePlan::target).toList();
        List<Grant> grants = migrated.target().transaction("asking for grants", watch, transaction -> transaction
                .sql()
                .createQuery("""
                                SELECT n.nspname || '.' || c.relname, pg_get_userbyid(c.relowner),
                                       CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,
                                       a.privilege_type
                                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
                                WHERE n.nspname IN (:schema, :quarantine) AND c.relname = ANY (:tables)
                                """)
                .bind("schema", migrated.plan().schema())
                .bind("quarantine", migrated.plan().quarantine())
                .bindArray("tables", String.class, names)
                .map((row, context) ->
                        new Grant(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list());
        Set<String> tables = new TreeSet<>();
        Set<String> owners = new TreeSet<>();
        Set<String> readers = new TreeSet<>();
        Set<String> writers = new TreeSet<>();
        Set<String> everyones = new TreeSet<>();
        for (Grant grant : grants) {
            tables.add(grant.table);
            owners.add(grant.owner);
            if (grant.role.equals(EVERYONE)) {
                everyones.add(grant.table);
            }
            if (grant.privilege.equals("SELECT")) {
                readers.add(grant.role);
            } else if (WRITING.contains(grant.privilege)) {
                writers.add(grant.role);
            }
        }
        return new Result(tables.size(), owners, readers, writers, everyones);
    }
}
