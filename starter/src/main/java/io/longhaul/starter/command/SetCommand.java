package io.longhaul.starter.command;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.migration.Steering;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code set}. */
@Command(
        name = "set",
        description = "Change how a running migration goes on, without a restart.",
        footer = {
            "",
            "Examples:",
            "  bin/starter set --concurrency 8",
            "  bin/starter set --rate 500/min        embedding requests of the whole cluster",
            "  bin/starter set --rate 0              no limit",
            "  bin/starter set --failure-threshold 0.5"
        })
final class SetCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    @ArgGroup(exclusive = false, multiplicity = "1")
    private Changes changes = new Changes();

    /** What to change; at least one. */
    static final class Changes {
        @Option(names = "--concurrency", paramLabel = "N", description = "Batches in flight.")
        private @Nullable Integer concurrency;

        @Option(names = "--rate", paramLabel = "N/min", description = "Embedding requests a minute; 0 for no limit.")
        private @Nullable String rate;

        @Option(
                names = "--failure-threshold",
                paramLabel = "SHARE",
                description = "Pause when more than this share of the last 10 batches fails.")
        private @Nullable Double failureThreshold;
    }

    SetCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Integer perMinute = changes.rate == null ? null : perMinute(changes.rate);
        Steering steering = new Steering(invocation, options.reader(invocation));
        ask(steering, "setConcurrency", changes.concurrency);
        ask(steering, "setRate", perMinute);
        ask(steering, "setFailureThreshold", changes.failureThreshold);
        return ExitCode.OK.code();
    }

    private void ask(Steering steering, String update, @Nullable Number value) {
        if (value != null) {
            invocation.console().out().println(steering.ask(update, value));
        }
    }

    private static int perMinute(String rate) {
        String number = rate.endsWith("/min") ? rate.substring(0, rate.length() - "/min".length()) : rate;
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("--rate is " + rate + ": give a whole number a minute, as 500/min");
        }
    }
}
