package io.longhaul.starter.recipe;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.load.LoadTable;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Samples;
import io.longhaul.starter.services.Services;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The application of a sample table, at work while the table is changed. It tells at the end what it felt. */
final class AtWork implements Front.Company {

    private static final int WRITERS = 4;
    private static final int READERS = 2;
    private static final Duration EVERY = Duration.ofMillis(10);

    /** Long enough that the hundredth part of the statements says something. */
    private static final Duration BEFORE = Duration.ofSeconds(5);

    private final Load load;
    private final Over over;
    private final Consumer<String> notices;

    private AtWork(Load load, Over over, Consumer<String> notices) {
        this.load = load;
        this.over = over;
        this.notices = notices;
    }

    /** What an application does with a table. */
    @FunctionalInterface
    interface Application {
        LoadTable on(DataSource source) throws SQLException;
    }

    /** When the table was changed, and what comes then is no longer the migration's doing; null for not yet. */
    @FunctionalInterface
    interface Over {
        @Nullable
        Instant since();
    }

    static AtWork begin(Services services, Application application, Over over, Consumer<String> notices) {
        DataSource source = Samples.target(services.settings());
        try {
            LoadTable table = application.on(source);
            Load load = Load.start(source, table, WRITERS, READERS, EVERY);
            notices.accept(WRITERS + " writers and " + READERS + " readers are at work on " + table.name() + ".");
            LiveDatabase.sleep(Load.WARM_UP.plus(BEFORE));
            load.mark();
            return new AtWork(load, over, notices);
        } catch (SQLException e) {
            throw new Refusal(
                    ExitCode.FAILED, "the sample's application can't begin (SQL state " + e.getSQLState() + ")");
        }
    }

    @Override
    public void close() {
        List<String> summary = load.summary(since());
        load.close();
        notices.accept("");
        summary.forEach(line -> notices.accept("  Load  " + line));
        notices.accept("  Load  " + verdict());
    }

    private @Nullable Instant since() {
        try {
            return over.since();
        } catch (MigrationException e) {
            // What was felt is worth telling all the same.
            return null;
        }
    }

    private String verdict() {
        try {
            List<String> findings = load.findings();
            return findings.isEmpty()
                    ? Texts.count(load.acknowledged())
                            + " acknowledged writes are all there, none twice, and no statement timed out"
                    : Texts.count(findings.size(), "finding", "findings") + ", such as: " + findings.get(0);
        } catch (SQLException e) {
            return "the writes could not be looked for (SQL state " + e.getSQLState() + ")";
        }
    }
}
