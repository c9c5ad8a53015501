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
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.report.ScheduleReport;
import io.longhaul.starter.schedule.Schedules;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
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
            "  bin/starter report memos --format json                     the same as data"
        })
final class ReportCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final NameParameter name = new NameParameter();

    @Option(
            names = "--format",
            paramLabel = "md|html|json",
            defaultValue = "md",
            description = "Markdown, a single HTML file, or JSON; default md.")
    private Format format = Format.MD;

    @Option(names = "--out", paramLabel = "FILE", description = "Write it there; default: stdout.")
    private @Nullable Path out;

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    ReportCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Services services = Services.open(
                invocation, name.in(settings.reader(invocation)), EnumSet.of(Backend.POSTGRES), line -> {})) {
            write(format.render(report(services)));
            return ExitCode.OK.code();
        }
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
        return Gathering.report(account, issues, running, schedule, Instant.now());
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
