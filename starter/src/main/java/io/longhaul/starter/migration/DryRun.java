package io.longhaul.starter.plan;

import io.longhaul.activities.embed.Preparation;
import io.longhaul.activities.embed.TokenCounter;
import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.mysql.Rows;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code run --dry-run}: reads the source, and writes nothing anywhere. */
public final class DryRun {

    /** Up to so many records all are read; of more, a sample. */
    private static final long EXACT = 20_000;

    /** Gives the mean of tokens within a few per cent for texts of usual lengths. */
    private static final int SAMPLE = 2_000;

    /** The same sample each time, so that two runs give the same estimate. */
    private static final long SEED = 1;

    private final Invocation invocation;
    private final Output output;

    public DryRun(Invocation invocation, Output output) {
        this.invocation = invocation;
        this.output = output;
    }

    /** Plans the migration that these settings describe. */
    public ExitCode with(SettingsReader reader) {
        PrintStream notices = output.notices(invocation.console());
        Set<Backend> needed = EnumSet.of(Backend.MYSQL);
        try (Services services = Services.open(invocation, reader, needed, notices::println)) {
            Settings settings = services.settings();
            Preflight preflight = new Preflight(services).source();
            if (!settings.embedded(Backend.QDRANT)) {
                preflight.sink();
            }
            if (!settings.embedded(Backend.TEMPORAL)) {
                preflight.temporal();
            }
            preflight.orRefuse();
            Estimate estimate = Estimate.of(settings, survey(services.mysql(), settings));
            if (output == Output.JSON) {
                Json.print(invocation.console().out(), estimate);
            } else {
                estimate.text().forEach(invocation.console().out()::println);
            }
            return ExitCode.OK;
        }
    }

    private static Tally survey(MysqlSource source, Settings settings) {
        TableShape shape = source.shape(settings.table().table());
        long records = source.count(shape, settings.limit());
        Tally tally = new Tally(records);
        SourceKey until = source.last(shape, settings.limit()).orElseThrow();
        EmbedSpec spec = settings.spec();
        TokenCounter counter = TokenCounter.forModel(spec.model());
        if (records <= EXACT) {
            source.read(
                    shape,
                    List.of(),
                    spec.textColumn(),
                    Rows.of(new KeyRange(null, until)),
                    record -> tally.add(Preparation.of(record, spec, counter)));
            return tally;
        }
        List<SourceKey> keys = source.sample(shape, until, SAMPLE, SEED);
        for (SourceRecord record : source.read(shape, List.of(), spec.textColumn(), keys)) {
            tally.add(Preparation.of(record, spec, counter));
        }
        return tally;
    }
}
