package io.longhaul.starter.command;

import io.longhaul.activities.postgres.Watch;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.readiness.Checklist;
import io.longhaul.starter.readiness.Options;
import io.longhaul.starter.readiness.Readiness;
import io.longhaul.starter.readiness.Sheet;
import io.longhaul.starter.schedule.Every;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.WorkerSlots;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.RelationalSettings;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code readiness}. */
@Command(
        name = "readiness",
        description =
                "Decide the checklist before an application goes over to the migrated database, each point with its"
                        + " evidence; list what a person has to sign. Changes nothing that was migrated. For the recipe"
                        + " relational.",
        sortOptions = false,
        footerHeading = "%nExit codes: 0 all that was decided passes, 1 a point fails, 3 one could not be tried.%n"
                + "%nExamples:%n",
        footer = {
            "  bin/starter readiness app.yaml --window 1h --connections 40",
            "  bin/starter readiness app.yaml --output md > readiness.md"
        })
final class ReadinessCommand implements Callable<Integer> {

    private static final int MOST_SAMPLED = 10_000;

    private final Invocation invocation;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            description =
                    "What the migration may take, as 45m or 2h; without it, its duration is for a person to judge.")
    private @Nullable String window;

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "100",
            description = "Rows of each table to compare value by value; default 100.")
    private int sample;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Connections that the application will hold; default: as many as a worker.")
    private @Nullable Integer connections;

    @Option(
            names = "--backup-limit",
            paramLabel = "MB",
            defaultValue = "1024",
            description = "Try no backup of tables that are larger in all; default 1024.")
    private int backupLimit;

    @Option(
            names = "--output",
            paramLabel = "text|md|json",
            defaultValue = "text",
            description = "For people, as a checklist in Markdown, or as data; default text.")
    private Sheet output = Sheet.TEXT;

    @Mixin
    private final SpecOptions spec = new SpecOptions();

    ReadinessCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Options options = options();
        PrintStream err = invocation.console().err();
        try (Services services = Services.open(
                invocation, spec.reader(invocation), EnumSet.of(Backend.POSTGRES, Backend.TARGET), err::println)) {
            RelationalSettings relational = services.settings().relational("readiness");
            if (Ledgered.running(services)) {
                throw Refusal.usage("migration " + services.settings().name() + " is running: wait for its end");
            }
            Checklist checklist = new Readiness(services, relational, options, interruptible())
                    .run(point -> err.println("Looked at: " + point.title()));
            invocation.console().out().println(output.of(checklist));
            return checklist.exit().code();
        }
    }

    private Watch interruptible() {
        return () -> {
            if (invocation.interruption().asked()) {
                throw new Refusal(ExitCode.INTERRUPTED, "interrupted");
            }
        };
    }

    private Options options() {
        if (sample < 1 || sample > MOST_SAMPLED) {
            throw Refusal.usage("--sample is " + sample + ": give 1 to " + MOST_SAMPLED);
        }
        if (connections != null && connections < 1) {
            throw Refusal.usage("--connections is " + connections + ": give 1 or more");
        }
        if (backupLimit < 0) {
            throw Refusal.usage("--backup-limit is " + backupLimit + ": give megabytes, or 0 to try none");
        }
        return new Options(
                sample,
                window == null ? null : Every.ofOption("--window", window).duration(),
                connections == null ? WorkerSlots.DEFAULT.connections() : connections,
                (long) backupLimit << 20,
                invocation.data().resolve("readiness"));
    }
}
