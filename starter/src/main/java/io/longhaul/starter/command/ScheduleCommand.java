package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.KeepInStep;
import io.longhaul.starter.schedule.Every;
import io.longhaul.worker.settings.Setting;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schedule}. */
@Command(
        name = "schedule",
        description = "Keep a target in step: every so often, take what is new and what has changed. For the recipe"
                + " embed.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  bin/starter schedule --every 15m",
            "  MYSQL_UPDATED_COLUMN=updated_at bin/starter schedule --every 1h --name memos",
            "  bin/starter unschedule memos"
        })
final class ScheduleCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            required = true,
            description = "How often: minutes, hours or days, as 15m, 1h, 1d.")
    private String every = "";

    @Option(names = "--name", paramLabel = "NAME", description = "The migration's name; default: the collection's.")
    private @Nullable String name;

    @Option(names = "--batch-size", paramLabel = "N", description = "Records in a batch, 1 to 10000; default 200.")
    private @Nullable Integer batchSize;

    @Option(names = "--concurrency", paramLabel = "N", description = "Batches in flight, 1 to 500; default 4.")
    private @Nullable Integer concurrency;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    ScheduleCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return new KeepInStep(invocation, output.output())
                .with(
                        settings.reader(invocation)
                                .flag("--name", Setting.LONGHAUL_NAME, name)
                                .flag("--batch-size", Setting.LONGHAUL_BATCH_SIZE, batchSize)
                                .flag("--concurrency", Setting.LONGHAUL_CONCURRENCY, concurrency),
                        Every.ofOption("--every", every))
                .code();
    }
}
