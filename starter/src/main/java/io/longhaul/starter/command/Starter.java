package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** {@code bin/starter}: names the commands. Without one, {@code run} is meant. */
@Command(
        name = Invocation.PROGRAM,
        customSynopsis = "bin/starter [COMMAND] [OPTIONS]",
        description =
                "Moves data for hours or days, and loses none of it. A spec says what is moved, by a recipe: embed, the"
                        + " text of a MySQL table through an embeddings model into a Qdrant collection; relational, a SQLite"
                        + " database into PostgreSQL; vectors, a collection of vectors into another store; backfill, a"
                        + " column of a live PostgreSQL table.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nWithout a command, run is meant. Exit codes:%n",
        footer = {
            "  0 completed   1 failed   2 usage or configuration, nothing was begun",
            "  3 completed with failed records   4 paused or cancelled   130 interrupted",
            "",
            "Examples:",
            "  bin/starter --limit 1000               migrate 1,000 sample records, nothing configured",
            "  bin/starter check                      look at every service in .env",
            "  bin/starter run examples/embed.yaml    what a spec says",
            "  bin/starter --dry-run                  count tokens, estimate cost and duration",
            "  bin/starter search \"a small dog\"       the nearest points",
            "  bin/starter report --format html       a report to hand on"
        })
public final class Starter implements Runnable {

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Starter() {}

    /** All commands. */
    public static CommandLine commandLine(Invocation invocation) {
        CommandLine root = new CommandLine(new Starter());
        root.addSubcommand(new RunCommand(invocation));
        root.addSubcommand(new DiscoverCommand(invocation));
        root.addSubcommand(new StatusCommand(invocation));
        root.addSubcommand(new ListCommand(invocation));
        root.addSubcommand(new WatchCommand(invocation));
        root.addSubcommand(new CancelCommand(invocation));
        root.addSubcommand(new PauseCommand(invocation));
        root.addSubcommand(new ResumeCommand(invocation));
        root.addSubcommand(new SetCommand(invocation));
        root.addSubcommand(new RetryFailedCommand(invocation));
        root.addSubcommand(new ScheduleCommand(invocation));
        root.addSubcommand(new UnscheduleCommand(invocation));
        root.addSubcommand(new VerifyCommand(invocation));
        root.addSubcommand(new FailuresCommand(invocation));
        root.addSubcommand(new ReportCommand(invocation));
        root.addSubcommand(new ReadinessCommand(invocation));
        root.addSubcommand(new CheckCommand(invocation));
        root.addSubcommand(new SearchCommand(invocation));
        root.addSubcommand(new ResetCommand(invocation));
        root.addSubcommand(new RollbackCommand(invocation));
        root.addSubcommand(new FinalizeCommand(invocation));
        root.addSubcommand(BackupsCommand.commandLine(invocation));
        root.addSubcommand(new CompletionCommand(invocation));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setOut(writer(invocation.console().out()));
        root.setErr(writer(invocation.console().err()));
        root.setUsageHelpWidth(Math.max(80, Math.min(invocation.console().columns(), 120)));
        root.setAbbreviatedOptionsAllowed(false);
        return root;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }
}
