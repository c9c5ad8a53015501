package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.KeepInStep;
import io.longhaul.starter.report.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code unschedule}. */
@Command(name = "unschedule", description = "Take a migration's schedule away. A run under way comes to its end.")
final class UnscheduleCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    UnscheduleCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return new KeepInStep(invocation, Output.TEXT)
                .unschedule(options.reader(invocation))
                .code();
    }
}
