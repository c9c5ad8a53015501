package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.Again;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.engine.SourceKey;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code retry-failed}. */
@Command(name = "retry-failed", description = "Try the failed records of a migration again.")
final class RetryFailedCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final MigrationOptions options = new MigrationOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--batch", paramLabel = "N", description = "Only those of this batch.")
    private @Nullable Integer batch;

    @Option(
            names = "--from",
            paramLabel = "KEY",
            split = ",",
            description = "Only those with a key after this one; columns of a composite key apart by commas.")
    private @Nullable List<String> from;

    @Option(names = "--until", paramLabel = "KEY", split = ",", description = "Only those with a key up to this one.")
    private @Nullable List<String> until;

    RetryFailedCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    private @Nullable KeyRange keys() {
        if (until == null) {
            if (from != null) {
                throw Refusal.usage("--from needs --until: give the last key of the range");
            }
            return null;
        }
        return new KeyRange(from == null ? null : new SourceKey(from), new SourceKey(until));
    }

    @Override
    public Integer call() {
        return new Again(invocation, options.reader(invocation), output.output())
                .retryFailed(new RetryRequest(batch, keys()))
                .code();
    }
}
