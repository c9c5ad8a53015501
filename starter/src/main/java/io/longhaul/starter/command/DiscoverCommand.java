package io.longhaul.starter.command;

import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.steps.Discoveries;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Samples;
import io.longhaul.starter.services.Services;
import io.longhaul.starter.testrun.IssueList;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.RelationalSettings;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code discover}. */
@Command(
        name = "discover",
        description = "Read every row of the source, and tell all that stands in the way, with a rule for each to paste"
                + " into the spec. Writes nothing to the target. For the recipe relational.",
        sortOptions = false,
        footerHeading = "%nExit codes: 0 every issue has a rule, 3 some have none.%n%nExamples:%n",
        footer = {
            "  bin/starter discover examples/sqlite-to-postgres.yaml",
            "  bin/starter discover app.yaml --ddl-only > app.sql"
        })
final class DiscoverCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--ddl-only", description = "Print the SQL that would make the target, and nothing else.")
    private boolean ddlOnly;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SpecOptions spec = new SpecOptions();

    DiscoverCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    private static List<String> order(Discoveries.Finding found) {
        return found.discovered().plan().tables().stream()
                .map(TablePlan::source)
                .toList();
    }

    @Override
    public Integer call() {
        PrintStream out = invocation.console().out();
        PrintStream notices =
                ddlOnly ? invocation.console().err() : output.output().notices(invocation.console());
        try (Services services = Services.open(
                invocation, spec.reader(invocation), EnumSet.of(Backend.POSTGRES, Backend.TARGET), notices::println)) {
            RelationalSettings relational = services.settings().relational("discover");
            Samples.make(services.settings(), notices::println);
            Discoveries.Finding found = new Discoveries(
                            services.testRuns(), services.target().database())
                    .run(
                            services.settings().name(),
                            null,
                            relational.spec(),
                            (table, rows) ->
                                    notices.println("Read " + Texts.count(rows, "row", "rows") + " of table " + table));
            if (ddlOnly) {
                out.print(new Ddl(found.discovered().plan()).text());
            } else if (output.output() == Output.JSON) {
                Json.print(out, IssueList.Report.of(found.run(), order(found)));
            } else {
                IssueList.text(found.run()).forEach(out::println);
                out.println();
                out.println("Tables are copied in this order: " + String.join(", ", order(found)));
            }
            return (found.run().open().isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE).code();
        }
    }
}
