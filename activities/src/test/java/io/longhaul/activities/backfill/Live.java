package io.longhaul.activities.backfill;

import io.longhaul.activities.Checks;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.Changes;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.Operation;
import io.longhaul.activities.live.Selection;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.live.IndexSpec;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.live.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One job on a live table of a real PostgreSQL, step by step, and an application beside it. */
final class Live {

    static final Watch UNWATCHED = () -> {};
    static final Consumer<Duration> UNPACED = took -> {};

    final TargetDatabase target;
    final LiveDatabase database;
    final Changes changes;
    final JobId job = new JobId(UUID.randomUUID());

    private final PostgresServer server;

    Live(PostgresServer server, Duration writerWait) {
        this(server, server.target(), writerWait);
    }

    /** By connections of a user's own. */
    Live(PostgresServer server, TargetDatabase target, Duration writerWait) {
        this.server = server;
        this.target = target;
        this.database = new LiveDatabase(target, writerWait);
        this.changes = new Changes(database);
    }

    /** A new job, on 1,000 users in ten teams that nothing was done to. */
    static Live users(PostgresServer server, Duration writerWait) throws SQLException {
        server.sql("""
                DROP TABLE IF EXISTS users, team CASCADE;
                DROP SCHEMA IF EXISTS longhaul CASCADE;
                CREATE TABLE team (id int PRIMARY KEY, name text NOT NULL);
                INSERT INTO team SELECT n, 'Team ' || n FROM generate_series(1, 10) n;
                CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, team int, points int);
                INSERT INTO users SELECT n, 'User' || n || '@X', n % 10 + 1, n FROM generate_series(1, 1000) n""");
        return new Live(server, writerWait);
    }

    static BackfillSpec spec(
            String table, BackfillSpec.@Nullable Fill column, List<IndexSpec> indexes, List<Step> steps) {
        return new BackfillSpec(table, column, 0, Limits.DEFAULT, indexes, steps);
    }

    static BackfillSpec.Fill column(String name, @Nullable String type, String value) {
        return new BackfillSpec.Fill(name, type, null, false, null, value, null, null);
    }

    /** The application's own connection. */
    Connection connect() throws SQLException {
        return server.connect();
    }

    void sql(String statements) throws SQLException {
        server.sql(statements);
    }

    List<String> ask(String query) throws SQLException {
        return server.ask(query);
    }

    Plan plan(BackfillSpec spec) {
        return database.calmly("reading", UNWATCHED, transaction -> Plan.read(transaction, spec));
    }

    void inspect(BackfillSpec spec) {
        new Inspection(target, spec).requireGood(UNWATCHED);
    }

    void notes() {
        database.calmly("making notes", UNWATCHED, transaction -> {
            Changes.create(transaction);
            FillingJob.create(transaction);
            return job;
        });
    }

    void make(BackfillSpec spec, Operation operation) {
        changes.run(job, plan(spec).table(), operation, note -> {}, UNWATCHED);
    }

    Fill fill(BackfillSpec spec) {
        Plan plan = plan(spec);
        return new Fill(database, plan.table(), plan.filling().orElseThrow(), new FillingJob(job, plan.digest()));
    }

    /** Adds the column and covers new rows. */
    void prepare(BackfillSpec spec) {
        new Preparation(database, job, spec, note -> {}, UNWATCHED).run();
    }

    List<KeyRange> ranges(BackfillSpec spec, int size) {
        Selection rows = fill(spec).rows();
        SourceKey last = database.calmly("looking", UNWATCHED, rows::last).orElse(null);
        List<KeyRange> ranges = new ArrayList<>();
        SourceKey after = null;
        if (last != null) {
            for (Selection.Border border : rows.borders(null, last, size, 500, UNWATCHED)) {
                ranges.add(new KeyRange(after, border.until()));
                after = border.until();
            }
        }
        return ranges;
    }

    long fillAll(BackfillSpec spec, int size) {
        long filled = 0;
        int number = 0;
        for (KeyRange range : ranges(spec, size)) {
            filled += fill(spec).batch(number++, range, size, UNPACED, UNWATCHED);
        }
        return filled;
    }

    /** All that comes after the batches. */
    void finish(BackfillSpec spec) {
        Plan plan = plan(spec);
        if (plan.filling().isPresent()) {
            var unused = fill(spec).rest(UNPACED, UNWATCHED);
        }
        plan.checking().ifPresent(operation -> make(spec, operation));
        plan.requiring().ifPresent(operation -> make(spec, operation));
        for (int i = 0; i < spec.indexes().size(); i++) {
            make(spec, plan.index(i));
        }
        for (int i = 0; i < spec.steps().size(); i++) {
            make(spec, plan.step(i));
        }
        plan.covering().ifPresent(cover -> changes.undo(job, plan.table(), cover, UNWATCHED));
    }

    Verification verify(BackfillSpec spec) {
        return database.calmly("verifying", UNWATCHED, transaction -> {
            transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            Plan plan = Plan.read(transaction, spec);
            Verification found = new FillVerification(transaction, plan, new BatchLog(job)).run();
            transaction.giveUp();
            return found;
        });
    }

    static long wrong(Verification found, String check) {
        return Checks.named(check, found).wrong();
    }
}
