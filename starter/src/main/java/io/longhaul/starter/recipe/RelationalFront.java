package io.longhaul.starter.recipe;

import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.activities.relational.steps.Emptying;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteSchema;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.SqliteTable;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Services;
import io.longhaul.starter.testrun.IssueList;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.RelationalSettings;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Nearest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A SQLite database into a schema of PostgreSQL. */
final class RelationalFront implements Front {

    private final RelationalSettings relational;

    RelationalFront(RelationalSettings relational) {
        this.relational = relational;
    }

    @Override
    public void look(Services services, Preflight preflight) {
        if (services.settings().limit() != null) {
            preflight.problem(
                    "--limit or LONGHAUL_LIMIT is set, and the recipe relational takes whole tables: remove it, or name some"
                            + " tables in RELATIONAL_TABLES");
        }
        preflight.look(() -> source(preflight));
        if (!services.settings().missing().contains(Backend.TARGET)) {
            preflight.look(() -> target(services.target(), preflight));
        }
    }

    /** Whether the file is a SQLite database, with the tables that are named. */
    private void source(Preflight preflight) {
        List<String> there = tables().stream().map(SqliteTable::name).toList();
        for (String table : relational.spec().tables()) {
            if (there.stream().noneMatch(table::equalsIgnoreCase)) {
                preflight.problem("SQLite file " + relational.file() + " has no table " + table + ", which"
                        + " RELATIONAL_TABLES names: " + Nearest.hint(table, there));
            }
        }
        if (there.isEmpty()) {
            preflight.problem(
                    "SQLite file " + relational.file() + " has no table: name another file in RELATIONAL_FILE");
        }
    }

    private void target(TargetServer target, Preflight preflight) {
        if (!target.ask().mayCreate()) {
            preflight.problem(mayNotCreate());
        }
    }

    private String mayNotCreate() {
        return "the user of TARGET_URL may not make schemas: grant it CREATE on the database, for schemas "
                + relational.spec().schema() + " and " + relational.spec().quarantine();
    }

    private List<SqliteTable> tables() {
        try (SqliteSession session = SqliteFile.at(relational.file()).open()) {
            return session.schema().tables();
        }
    }

    /** The file needs no service. */
    @Override
    public Set<Backend> planned() {
        return EnumSet.noneOf(Backend.class);
    }

    @Override
    public Plan plan(Services services) {
        return RelationalPlan.of(services.settings(), relational);
    }

    @Override
    public void check(Services services, Findings findings) {
        findings.check("SQLite", () -> {
            SqliteFile file = SqliteFile.at(relational.file());
            try (SqliteSession session = file.open()) {
                SqliteSchema schema = session.schema();
                return Finding.good(
                        "SQLite",
                        "%s readable, %s, %s, %s"
                                .formatted(
                                        relational.file(),
                                        Texts.count(schema.tables().size(), "table", "tables"),
                                        Texts.count(schema.views().size(), "view", "views"),
                                        Texts.count(schema.triggers().size(), "trigger", "triggers")));
            }
        });
        findings.next();
        PostgresCheck.run(
                services,
                findings,
                (answer, found) -> answer.mayCreate()
                        ? Finding.good(PostgresCheck.NAME, found + ", schemas can be made")
                        : Finding.bad(PostgresCheck.NAME, found, mayNotCreate()));
    }

    @Override
    public List<String> reset(Services services) {
        return new Emptying(
                        services.testRuns(), services.jobs(), services.target().database())
                .of(services.settings().name());
    }

    /** What stopped it, with what to do about it. */
    @Override
    public List<String> afterFailure(Services services, JobId job) {
        return services.testRuns()
                .of(job)
                .filter(run -> !run.passed())
                .map(IssueList::text)
                .orElse(List.of());
    }
}
