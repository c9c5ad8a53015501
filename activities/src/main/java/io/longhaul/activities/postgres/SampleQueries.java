package io.longhaul.activities.postgres;

import io.longhaul.activities.relational.ConstraintPlan;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.Verification;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Times the same questions on both sides: how many rows there are, and a page of rows by their key. SQLite reads a file in
 * its own process and PostgreSQL answers over a connection, so that a question of milliseconds says nothing; slower than
 * that, twice as slow is reported, and five times as slow fails.
 */
public final class SampleQueries {

    private static final int PAGE = 1_000;

    /** The best of so many, so that one hiccup of a machine decides nothing. */
    private static final int TIMES = 3;

    private static final double SLOWER = 2;
    private static final double TOO_SLOW = 5;

    /** What nobody notices, whatever the other side takes. */
    private static final long UNNOTICED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private record Question(String table, String what, String sqlite, String postgres) {}

    /** @param answerNanos what a question without work takes, which is the network's time and not the database's */
    private record Timing(Question question, long sqliteNanos, long postgresNanos, long answerNanos) {
        double ratio() {
            long own = postgresNanos - answerNanos;
            return own <= UNNOTICED_NANOS ? 0 : (double) own / Math.max(1, sqliteNanos);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s: %s takes %.0f ms, and in SQLite %.0f ms",
                    question.table(),
                    question.what(),
                    postgresNanos / 1e6,
                    sqliteNanos / 1e6);
        }
    }

    /** A question asked, of either side. */
    @FunctionalInterface
    private interface Ask {
        void run() throws SQLException;
    }

    private final TargetDatabase target;
    private final SqliteFile file;
    private final TargetPlan plan;
    private final Ddl ddl;

    public SampleQueries(TargetDatabase target, SqliteFile file, TargetPlan plan) {
        this.target = target;
        this.file = file;
        this.plan = plan;
        this.ddl = new Ddl(plan);
    }

    /** Two checks: what is reported, and what fails. */
    public Verification run(Watch watch) {
        List<Question> questions = questions();
        List<Timing> timings = new ArrayList<>();
        try (SqliteSession session = file.open()) {
            for (Question question : questions) {
                timings.add(target.transaction(
                        "timing sample queries",
                        watch,
                        transaction -> new Timing(
                                question,
                                fastest(() -> ask(session, question)),
                                fastest(() -> transaction.execute(question.postgres())),
                                fastest(() -> transaction.execute("SELECT 1")))));
            }
        }
        List<Timing> slower =
                timings.stream().filter(timing -> timing.ratio() > SLOWER).toList();
        long tooSlow =
                slower.stream().filter(timing -> timing.ratio() > TOO_SLOW).count();
        return new Verification(
                List.of(
                        new Check(
                                "sample queries at most twice as slow as in SQLite",
                                timings.size(),
                                slower.size(),
                                false),
                        new Check("sample queries at most five times as slow", timings.size(), tooSlow, true)),
                slower.stream().map(Timing::toString).toList());
    }

    private List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        for (TablePlan table : plan.tables()) {
            String from = " FROM main." + PgNames.quoted(table.source());
            String into = " FROM " + ddl.name(table);
            questions.add(
                    new Question(table.target(), "counting rows", "SELECT count(*)" + from, "SELECT count(*)" + into));
            primaryKey(table).ifPresent(key -> {
                String page = " LIMIT " + PAGE;
                questions.add(new Question(
                        table.target(),
                        "a page of rows",
                        "SELECT *" + from + " ORDER BY " + quoted(table.key()) + page,
                        "SELECT *" + into + " ORDER BY " + quoted(key) + page));
            });
        }
        return questions;
    }

    private static Optional<List<String>> primaryKey(TablePlan table) {
        return table.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintPlan.Kind.PRIMARY_KEY)
                .map(ConstraintPlan::columns)
                .findFirst();
    }

    private static String quoted(List<String> columns) {
        return columns.stream().map(PgNames::quoted).collect(Collectors.joining(", "));
    }

    private static void ask(SqliteSession session, Question question) {
        session.read("table " + question.table(), question.sqlite(), row -> true);
    }

    private static long fastest(Ask ask) throws SQLException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            long begun = System.nanoTime();
            ask.run();
            best = Math.min(best, System.nanoTime() - begun);
        }
        return best;
    }
}
