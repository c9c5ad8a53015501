package io.longhaul.starter.command;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.Steering;
import io.longhaul.workflows.engine.PauseRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pause}. */
@Command(name = "pause", description = "Stop dispatching batches; those in flight come to their end.")
final class PauseCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    @Option(names = "--reason", paramLabel = "WHY", defaultValue = "asked for", description = "For those who wonder.")
    private String reason = "";

    PauseCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Steering steering = new Steering(invocation, options.reader(invocation));
        invocation
                .console()
                .out()
                .println(steering.ask("pause", new PauseRequest(System.getProperty("user.name", "somebody"), reason)));
        return ExitCode.OK.code();
    }
}
