package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code test_run}: what discoveries have found, by a migration's name. */
public final class TestRuns {

    private static final String RUN = """
            select name, number, job_id, spec_digest, state, tables, rows, passed, started_at, finished_at from test_run
            """;

    private final LedgerDatabase database;

    public TestRuns(LedgerDatabase database) {
        this.database = database;
    }

    /** Adds a run, under the next number of its name. */
    public TestRun add(TestRun run) {
        return database.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(hashtextextended(?, 0))", "longhaul/test_run/" + run.name());
            int number = handle.createQuery("select coalesce(max(number), 0) + 1 from test_run where name = :name")
                    .bind("name", run.name())
                    .mapTo(Integer.class)
                    .one();
            insert(handle, run, number);
            issues(handle, run, number);
            return numbered(run, number, run.issues());
        });
    }

    private static void insert(Handle handle, TestRun run, int number) {
        handle.createUpdate("""
                        insert into test_run
                            (name, number, job_id, spec_digest, state, tables, rows, passed, started_at, finished_at)
                        values (:name, :number, :job, :digest, cast(:state as jsonb), :tables, :rows, :passed,
                                :started, :finished)
                        """)
                .bind("name", run.name())
                .bind("number", number)
                .bind("job", run.job() == null ? null : run.job().value())
                .bind("digest", run.specDigest())
                .bind("state", run.state())
                .bind("tables", run.tables())
                .bind("rows", run.rows())
                .bind("passed", run.passed())
                .bind("started", run.started().atOffset(ZoneOffset.UTC))
                .bind("finished", run.finished().atOffset(ZoneOffset.UTC))
                .execute();
    }

    private static void issues(Handle handle, TestRun run, int number) {
        int position = 0;
        for (FoundIssue issue : run.issues()) {
            handle.createUpdate("""
                            insert into test_run_issue
                                (name, number, position, category, kind, table_name, column_name, constraint_name, rows,
                                 examples, severity, effect, open, proposal, rule)
                            values (:name, :number, :position, :category, :kind, :table, :column, :constraint, :rows,
                                    :examples, :severity, :effect, :open, :proposal, :rule)
                            """)
                    .bind("name", run.name())
                    .bind("number", number)
                    .bind("position", position++)
                    .bind("category", issue.category())
                    .bind("kind", issue.kind())
                    .bind("table", issue.table())
                    .bind("column", issue.column())
                    .bind("constraint", issue.constraint())
                    .bind("rows", issue.rows())
                    .bindArray("examples", String.class, issue.examples())
                    .bind("severity", issue.severity())
                    .bind("effect", issue.effect())
                    .bind("open", issue.open())
                    .bind("proposal", issue.proposal())
                    .bind("rule", issue.rule())
                    .execute();
        }
    }

    /** The last run of a job. */
    public Optional<TestRun> of(JobId job) {
        return database.inTransaction(
                handle -> handle.createQuery(RUN + " where job_id = :job order by number desc limit 1")
                        .bind("job", job.value())
                        .map((row, context) -> run(row))
                        .findFirst()
                        .map(run -> numbered(
                                run, run.number(), foundBy(handle, run.name()).getOrDefault(run.number(), List.of()))));
    }

    /** All runs of a name, the first one first. */
    public List<TestRun> of(String name) {
        return database.inTransaction(handle -> {
            Map<Integer, List<FoundIssue>> issues = foundBy(handle, name);
            return handle
                    .createQuery(RUN + " where name = :name order by number")
                    .bind("name", name)
                    .map((row, context) -> run(row))
                    .stream()
                    .map(run -> numbered(run, run.number(), issues.getOrDefault(run.number(), List.of())))
                    .toList();
        });
    }

    /** How many tables a job has copied whole, of those that have rows. */
    public int tablesCopied(JobId job) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select count(*) from (
                            select from ingestion_batch where job_id = :job and kind = 'copy'
                            group by key_until[1] having bool_and(status = 'completed')) copied
                        """)
                .bind("job", job.value())
                .mapTo(Integer.class)
                .one());
    }

    private record Numbered(int number, FoundIssue issue) {}

    private static Map<Integer, List<FoundIssue>> foundBy(Handle handle, String name) {
        return handle
                .createQuery("""
                        select number, category, kind, table_name, column_name, constraint_name, rows, examples, severity,
                               effect, open, proposal, rule
                        from test_run_issue where name = :name order by number, position
                        """)
                .bind("name", name)
                .map((row, context) -> new Numbered(row.getInt(1), issue(row)))
                .stream()
                .collect(Collectors.groupingBy(
                        Numbered::number, Collectors.mapping(Numbered::issue, Collectors.toList())));
    }

    private static FoundIssue issue(ResultSet row) throws SQLException {
        return new FoundIssue(
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                List.of((String[]) row.getArray(8).getArray()),
                row.getString(9),
                row.getString(10),
                row.getBoolean(11),
                row.getString(12),
                row.getString(13));
    }

    private static TestRun run(ResultSet row) throws SQLException {
        @Nullable UUID job = row.getObject(3, UUID.class);
        return new TestRun(
                row.getString(1),
                row.getInt(2),
                job == null ? null : new JobId(job),
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                row.getLong(7),
                row.getBoolean(8),
                row.getObject(9, OffsetDateTime.class).toInstant(),
                row.getObject(10, OffsetDateTime.class).toInstant(),
                List.of());
    }

    private static TestRun numbered(TestRun run, int number, List<FoundIssue> issues) {
        return new TestRun(
                run.name(),
                number,
                run.job(),
                run.specDigest(),
                run.state(),
                run.tables(),
                run.rows(),
                run.passed(),
                run.started(),
                run.finished(),
                issues);
    }
}
