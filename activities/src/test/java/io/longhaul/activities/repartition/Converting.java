package io.longhaul.activities.repartition;

import io.longhaul.activities.live.Selection;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Waiting;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.Layout;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/** One job on a table of a real PostgreSQL, step by step, as the recipe leads it. */
final class Converting {

    static final Watch UNWATCHED = () -> {};

    final JobId job;
    final RepartitionSpec spec;

    private final EmbeddedPostgres postgres;
    private final TargetDatabase target;
    private final Map<Integer, KeyRange> batches = new TreeMap<>();

    /** @param source of connections under Longhaul's name */
    Converting(EmbeddedPostgres postgres, DataSource source, String table, Layout layout, String... widen) {
        this(postgres, source, new JobId(UUID.randomUUID()), table, layout, widen);
    }

    /** Goes on with a job. */
    Converting(EmbeddedPostgres postgres, DataSource source, JobId job, String table, Layout layout, String... widen) {
        this.postgres = postgres;
        this.job = job;
        this.target = new TargetDatabase(source, PostgresSettings.parse("TARGET_URL", postgres.url()));
        this.spec = new RepartitionSpec(table, new Aim.Forward(layout, List.of(widen), 7), Limits.DEFAULT);
    }

    void sql(String statements) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    List<String> ask(String query) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        }
    }

    String one(String query) throws SQLException {
        return ask(query).get(0);
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
        return Waiting.of(target, spec.table());
    }

    static long wrong(Verification found, String check) {
        return found.checks().stream()
                .filter(one -> one.name().equals(check))
                .mapToLong(Check::wrong)
                .findFirst()
                .orElseThrow(() -> new AssertionError(check + " is not among " + found.checks()));
    }
}
