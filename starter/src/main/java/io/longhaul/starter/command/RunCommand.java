package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.DryRun;
import io.longhaul.starter.migration.Run;
import io.longhaul.starter.migration.RunRequest;
import io.longhaul.starter.migration.SeriesDryRun;
import io.longhaul.starter.migration.SeriesRun;
import io.longhaul.starter.services.WorkerProcesses;
import io.longhaul.worker.settings.Setting;
import io.longhaul.worker.settings.SettingsReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}. */
@Command(
        name = "run",
        description = "Run a migration, or go on with one that is not finished.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  bin/starter --limit 1000",
            "  bin/starter run examples/embed.yaml --workers 3",
            "  bin/starter run examples/collections.yaml --env dev --dataset golden",
            "  bin/starter --dry-run --output json"
        })
final class RunCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--limit", paramLabel = "N", description = "Take only the first N records of the source.")
    private @Nullable Long limit;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Records in a batch; default 200, by the recipes relational 50000, backfill 5000 and repartition 10000.")
    private @Nullable Integer batchSize;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Batches in flight, 1 to 500; default 8, by the recipes backfill and repartition 2.")
    private @Nullable Integer concurrency;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "0",
            description = "Start N further worker processes on this machine.")
    private int workers;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The migration's name; default: that of the collection or schema.")
    private @Nullable String name;

    @Option(names = "--dry-run", description = "Read the source, say what a run would take and cost; write nothing.")
    private boolean dryRun;

    @Option(names = "--detach", description = "Start it and leave; workers elsewhere move it.")
    private boolean detach;

    @Option(names = "--yes", description = "Ask nothing: resume what is not finished.")
    private boolean yes;

    @Option(names = "--fresh", description = "Begin a new job of the name; the old one's ledger is kept.")
    private boolean fresh;

    @Option(
            names = "--accept-partial",
            description = "Quarantine rows that do not fit and that no rule is for, instead of stopping. For the recipe"
                    + " relational.")
    private boolean acceptPartial;

    @Option(
            names = "--only",
            paramLabel = "STEP",
            split = ",",
            description = "Of a spec with steps, run these alone; validate compares source and target of all steps, and"
                    + " changes nothing. May be given several times.")
    private List<String> only = new ArrayList<>();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SpecOptions spec = new SpecOptions();

    RunCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (workers < 0 || workers > WorkerProcesses.MOST) {
            throw Refusal.usage("--workers is " + workers + ": give 0 to " + WorkerProcesses.MOST);
        }
        if (detach && workers > 0) {
            throw Refusal.usage("--workers ends with this command, and --detach ends it at once: give one of them");
        }
        SettingsReader reader = spec.reader(invocation)
                .flag("--limit", Setting.LONGHAUL_LIMIT, limit)
                .flag("--batch-size", Setting.LONGHAUL_BATCH_SIZE, batchSize)
                .flag("--concurrency", Setting.LONGHAUL_CONCURRENCY, concurrency)
                .flag("--name", Setting.LONGHAUL_NAME, name)
                .flag("--accept-partial", Setting.RELATIONAL_ACCEPT_PARTIAL, acceptPartial ? Boolean.TRUE : null);
        RunRequest request = new RunRequest(workers, yes, fresh, detach, output.output());
        if (!reader.steps().isEmpty()) {
            return (dryRun
                            ? new SeriesDryRun(invocation, output.output()).with(reader, only)
                            : new SeriesRun(invocation, request, only).with(reader))
                    .code();
        }
        if (!only.isEmpty()) {
            throw Refusal.usage(
                    "--only names steps, and there is no spec with any: leave it out, or give one with" + " steps");
        }
        if (dryRun) {
            return new DryRun(invocation, output.output()).with(reader).code();
        }
        return new Run(invocation, request).with(reader).code();
    }
}
