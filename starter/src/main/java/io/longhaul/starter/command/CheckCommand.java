package io.longhaul.starter.command;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.check.Check;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.recipe.Front;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.SettingsReader;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check}. */
@Command(
        name = "check",
        description = "Look at every service that a migration needs, named or embedded. Changes nothing that stays.")
final class CheckCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SpecOptions spec = new SpecOptions();

    CheckCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        PrintStream notices = output.output().notices(invocation.console());
        SettingsReader reader = spec.reader(invocation);
        try (Services services = Services.open(invocation, reader, notices::println)) {
            Front front = Front.of(services.settings());
            List<Finding> findings = new Check(services, found -> front.check(services, found))
                    .run(finding -> notices.println(finding.line()));
            boolean ok = findings.stream().allMatch(Finding::ok);
            if (output.output() == Output.JSON) {
                Map<String, Object> report = new LinkedHashMap<>();
                report.put("ok", ok);
                report.put("checks", findings);
                Json.print(invocation.console().out(), report);
            } else {
                notices.println(ok ? "All checks passed." : "Something is wrong: see the lines with ✗.");
            }
            return (ok ? ExitCode.OK : ExitCode.FAILED).code();
        }
    }
}
