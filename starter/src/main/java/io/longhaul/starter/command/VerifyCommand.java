package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.Again;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify}. */
@Command(name = "verify", description = "Compare source and target, and change neither.")
final class VerifyCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    VerifyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return new Again(invocation, options.reader(invocation), output.output())
                .verify()
                .code();
    }
}
