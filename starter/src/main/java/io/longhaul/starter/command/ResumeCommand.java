package io.longhaul.starter.command;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.Steering;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code resume}. */
@Command(name = "resume", description = "Go on after a pause.")
final class ResumeCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    ResumeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Steering steering = new Steering(invocation, options.reader(invocation));
        invocation.console().out().println(steering.ask("resume"));
        return ExitCode.OK.code();
    }
}
