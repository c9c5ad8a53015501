package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.Cancel;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cancel}. */
@Command(
        name = "cancel",
        description = "Stop a migration in order, and wait until it has stopped. What was written stays; run goes on.")
final class CancelCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    CancelCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return new Cancel(invocation, options.reader(invocation)).run().code();
    }
}
