package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.postgres.Catalog;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.TablePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Looks for children without parents by a query, and whether PostgreSQL takes each foreign key for valid. */
public final class ForeignKeys {

    private final Migrated migrated;
    private final Ddl ddl;

    public ForeignKeys(Migrated migrated) {
        this.migrated = migrated;
        this.ddl = new Ddl(migrated.plan());
    }

    /**
     * What was found.
     *
     * @param keys foreign keys of the plan
     * @param broken what is wrong, for each that is not as it should be
     */
    public record Result(int keys, List<String> broken) {}

    public Result run(Watch watch) {
        int keys = 0;
        List<String> broken = new ArrayList<>();
        for (TablePlan table : migrated.plan().tables()) {
            for (ConstraintPlan constraint : table.constraints()) {
                if (constraint.kind() == ConstraintPlan.Kind.FOREIGN_KEY) {
                    keys++;
                    broken.addAll(migrated.target()
                            .transaction(
                                    "looking at foreign key " + constraint.name(),
                                    watch,
                                    transaction -> problems(transaction, table, constraint)));
                }
            }
        }
        return new Result(keys, broken);
    }

    private List<String> problems(Transaction transaction, TablePlan table, ConstraintPlan key) {
        List<String> problems = new ArrayList<>();
        Boolean valid = Catalog.constraints(transaction.sql(), migrated.plan().schema(), table.target())
                .get(key.name());
        if (!Boolean.TRUE.equals(valid)) {
            problems.add(key.name() + (valid == null ? " is not there" : " is not validated"));
        }
        long orphans = RowCounts.number(transaction, orphans(table, key));
        if (orphans > 0) {
            problems.add("%s: %,d rows of %s have no parent".formatted(key.name(), orphans, table.target()));
        }
        return problems;
    }

    private String orphans(TablePlan table, ConstraintPlan key) {
        TablePlan parent = migrated.plan().tables().stream()
                .filter(other -> other.target().equals(Objects.requireNonNull(key.references())))
                .findFirst()
                .orElseThrow();
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < key.columns().size(); i++) {
            pairs.add("p." + PgNames.quoted(key.referenced().get(i)) + " = c."
                    + PgNames.quoted(key.columns().get(i)));
        }
        String given = key.columns().stream()
                .map(column -> "c." + PgNames.quoted(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        return "SELECT count(*) FROM " + ddl.name(table) + " c WHERE " + given + " AND NOT EXISTS (SELECT FROM "
                + ddl.name(parent) + " p WHERE " + String.join(" AND ", pairs) + ")";
    }
}
