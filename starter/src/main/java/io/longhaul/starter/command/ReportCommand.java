package io.longhaul.starter.command;

import io.grpc.StatusRuntimeException;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.FoundIssue;
import io.longhaul.activities.ledger.JobAccount;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.starter.Errors;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.document.Format;
import io.longhaul.starter.document.Gathering;
import io.longhaul.starter.document.Report;
import io.longhaul.starter.migration.Divided;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.starter.schedule.Schedules;
import io.longhaul.starter.services.Services;
import io.longhaul.starter.testrun.History;
import io.longhaul.workflows.engine.JobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}. */
@Command(
        name = "report",
        description = "Write a report of a migration, to hand on: what was moved, when, what failed, what it cost and"
                + " what verification found. Its source is the ledger, so it can be had at any time.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bin/starter report memos                                   Markdown on stdout",
            "  bin/starter report memos --format html --out memos.html    one file, for a browser or paper",
            "  bin/starter report memos --format json                     the same as data",
            "  bin/starter report league --history                        its test runs"
        })
final class ReportCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    @Option(
            names = "--format",
            paramLabel = "md|html|json",
            defaultValue = "md",
            description = "Markdown, a single HTML file, or JSON; default md.")
    private Format format = Format.MD;

    @Option(names = "--out", paramLabel = "FILE", description = "Write it there; default: stdout.")
    private @Nullable Path out;

    @Option(
            names = "--history",
            description = "Print all test runs of the migration instead, each beside the one before it. For the recipe"
                    + " relational.")
    private boolean history;

    ReportCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Services services = options.ledger(invocation)) {
            write(history ? String.join("\n", history(services)) : format.render(report(services)));
            return ExitCode.OK.code();
        }
    }

    private static List<String> history(Services services) {
        String name = services.settings().name();
        List<TestRun> runs = services.testRuns().of(name);
        if (runs.isEmpty()) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "the ledger has no test run of " + name + ": " + Invocation.PROGRAM + " discover or run makes one");
        }
        return new History(ZoneId.systemDefault())
                .text(runs.stream().map(run -> entry(services, run)).toList());
    }

    /** What was copied belongs to the last run of its job. */
    private static History.Entry entry(Services services, TestRun run) {
        JobId job = run.job();
        if (job == null || services.testRuns().of(job).orElseThrow().number() != run.number()) {
            return new History.Entry(run, null, 0);
        }
        return new History.Entry(
                run, services.jobs().find(job).orElse(null), services.testRuns().tablesCopied(job));
    }

    private Report report(Services services) {
        JobAccount account = services.accounts()
                .find(Ledgered.latest(services).id())
                .orElseThrow(() -> new Refusal(
                        ExitCode.FAILED,
                        "the job of " + services.settings().name() + " was deleted from the ledger meanwhile"));
        Boolean running = null;
        ScheduleReport schedule = null;
        try {
            running = Ledgered.running(services);
            schedule = Schedules.known(services)
                    .flatMap(known -> known.find(account.job().name()))
                    .orElse(null);
        } catch (MigrationException | StatusRuntimeException e) {
            // The ledger's part is worth having without it.
            invocation
                    .console()
                    .err()
                    .println("Temporal can't be asked, so the report has no schedule, and the ledger's word for whether"
                            + " it runs.");
        }
        List<FoundIssue> issues =
                services.testRuns().of(account.job().id()).map(TestRun::issues).orElse(List.of());
        Divided table = Divided.of(services, account.job(), invocation.console().err()::println);
        return Gathering.report(
                account, issues, running, schedule, table.partitions(), table.layout(), table.log(), Instant.now());
    }

    private void write(String report) {
        if (out == null) {
            invocation.console().out().println(report);
            return;
        }
        Path file = invocation.directory().resolve(out);
        try {
            Files.writeString(file, report + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Refusal.usage("--out " + out + " can't be written: " + Errors.why(e));
        }
        invocation.console().out().println("The report is in " + out + ".");
    }
}
