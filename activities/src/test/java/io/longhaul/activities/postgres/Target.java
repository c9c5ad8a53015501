package io.longhaul.activities.postgres;

import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.relational.BatchPlanner;
import io.longhaul.activities.relational.Discovered;
import io.longhaul.activities.relational.KnownAbsences;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.Fingerprint;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One job of moving a database into a real PostgreSQL, step by step. */
public final class Target {

    static final Watch UNWATCHED = () -> {};

    final TargetDatabase database;
    final TargetPlan plan;
    final JobId job;
    private final KnownAbsences absences = new KnownAbsences();
    final List<KeyRange> ranges = new ArrayList<>();

    private final PostgresServer server;
    private final SqliteFile file;
    private final Fingerprint state;

    Target(PostgresServer server, SqliteFile file, Discovered discovered, int batchRows) {
        this.server = server;
        this.file = file;
        this.state = file.fingerprint();
        this.plan = discovered.plan();
        this.job = new JobId(UUID.randomUUID());
        this.database = database(server);
        try (SqliteSession session = file.open()) {
            BatchPlanner planner = new BatchPlanner(session, plan, discovered.tables(), batchRows);
            SourceKey last = null;
            // Three at a time, so that planning goes on in the middle of tables and at their ends.
            for (List<BatchPlanner.Batch> some = planner.after(last, 3);
                    !some.isEmpty();
                    some = planner.after(last, 3)) {
                some.forEach(batch -> ranges.add(batch.range()));
                last = ranges.get(ranges.size() - 1).until();
            }
        }
    }

    /** By connections of which each is new. */
    public static TargetDatabase database(PostgresServer server) {
        return new TargetDatabase(server.source(), server.settings());
    }

    Target prepare() {
        new Preparation(database, plan, job).run(UNWATCHED);
        return this;
    }

    BatchCopy copying() {
        return new BatchCopy(database, file, state, plan, job, absences);
    }

    CopiedBatch copy(int number) {
        return copying().copy(number, ranges.get(number), UNWATCHED);
    }

    Target copyAll() {
        for (int i = 0; i < ranges.size(); i++) {
            copy(i);
        }
        return this;
    }

    Target finish() {
        new Finish(database, plan, job).run(UNWATCHED);
        return this;
    }

    Verification verify() {
        return new TargetVerification(database, file, state, plan, job).run(UNWATCHED);
    }

    List<String> reset() {
        return new Reset(database, plan, job).run(UNWATCHED);
    }

    String ask(String sql) throws SQLException {
        return server.one(sql);
    }

    /** All relations of anybody's, each with its id. */
    String everything() throws SQLException {
        return ask("SELECT string_agg(n.nspname || '.' || c.relname || c.oid, ' ' ORDER BY c.oid) FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT LIKE 'pg\\_%'"
                + " AND n.nspname <> 'information_schema'");
    }

    void execute(String... statements) throws SQLException {
        server.sql(statements);
    }
}
