package io.longhaul.activities.repartition;

import io.longhaul.activities.Checks;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.live.Selection;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.LayoutNow;
import io.longhaul.activities.repartition.swap.Waiting;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.Layout;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** One job on a table of a real PostgreSQL, step by step, as the recipe leads it. */
final class Converting {

    static final Watch UNWATCHED = () -> {};

    final JobId job;
    final RepartitionSpec spec;

    private final PostgresServer server;
    private final TargetDatabase target;
    private final Map<Integer, KeyRange> batches = new TreeMap<>();

    Converting(PostgresServer server, String table, Layout layout, String... widen) {
        this(server, new JobId(UUID.randomUUID()), table, layout, widen);
    }

    /** By connections of a user's own. */
    Converting(PostgresServer server, TargetDatabase target, String table, Layout layout) {
        this(server, target, new JobId(UUID.randomUUID()), table, layout);
    }

    /** Goes on with a job. */
    Converting(PostgresServer server, JobId job, String table, Layout layout, String... widen) {
        this(server, server.target(), job, table, layout, widen);
    }

    private Converting(
            PostgresServer server, TargetDatabase target, JobId job, String table, Layout layout, String... widen) {
        this.server = server;
        this.job = job;
        this.target = target;
        this.spec = new RepartitionSpec(table, new Aim.Forward(layout, List.of(widen), 7), Limits.DEFAULT);
    }

    void sql(String statements) throws SQLException {
        server.sql(statements);
    }

    List<String> ask(String query) throws SQLException {
        return server.ask(query);
    }

    String one(String query) throws SQLException {
        return server.one(query);
    }

    /** Each step has one of its own, as it may run in another process. */
    Conversion step() {
        return new Conversion(target, job, spec, UNWATCHED);
    }

    /** Looks and plans, as the survey does before anything is written. */
    void look() {
        step().requireGood();
        SourceKey last = step().last().orElse(null);
        SourceKey after = null;
        if (last != null) {
            for (Selection.Border border : step().rows().borders(null, last, 300, 500, UNWATCHED)) {
                batches.put(batches.size(), new KeyRange(after, border.until()));
                after = border.until();
            }
        }
    }

    void begin() {
        step().backUp(note -> {});
        step().prepare();
    }

    void copy() {
        batches.forEach((number, range) -> copy(number));
    }

    long copy(int number) {
        return step().copying().batch(number, batches.get(number), 300, took -> {}, UNWATCHED);
    }

    Verification finish() {
        step().index(note -> {});
        step().catchUp(note -> {});
        Verification found = step().compare();
        if (found.passed()) {
            step().swap(note -> {});
            step().settle();
            found = found.plus(step().verify());
        }
        return found;
    }

    Verification run() {
        look();
        begin();
        copy();
        return finish();
    }

    Returning back() {
        return new GoingBack(target, new RepartitionSpec(spec.table(), new Aim.Back(), spec.limits()));
    }

    Returning finalizing() {
        return new Finalizing(target, job, new RepartitionSpec(spec.table(), new Aim.Finalize(), spec.limits()));
    }

    /** What is written and waits in the log. */
    Optional<Waiting> waiting() {
        return LayoutNow.of(target, spec.table()).map(LayoutNow::log);
    }

    static long wrong(Verification found, String check) {
        return Checks.named(check, found).wrong();
    }
}
