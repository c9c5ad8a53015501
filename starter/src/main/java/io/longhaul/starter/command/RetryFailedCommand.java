package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.Again;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code retry-failed}. */
@Command(name = "retry-failed", description = "Try the failed records of a migration again.")
final class RetryFailedCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final NameParameter name = new NameParameter();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    RetryFailedCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return new Again(invocation, name.in(settings.reader(invocation)), output.output())
                .retryFailed()
                .code();
    }
}
