package io.longhaul.starter.command;

import io.longhaul.starter.Console;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.services.DataFolder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reset}. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Delete the embedded services' data in ./.longhaul, and nothing else. Services of your own keep theirs.")
final class ResetCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--yes", description = "Ask nothing.")
    private boolean yes;

    ResetCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        DataFolder folder = new DataFolder(invocation.data());
        Console console = invocation.console();
        if (!folder.exists()) {
            console.out().println("There is nothing to delete: " + invocation.data() + " does not exist.");
            return ExitCode.OK.code();
        }
        if (!yes && !console.interactive()) {
            throw Refusal.usage("reset deletes " + invocation.data() + ": --yes says that you mean it");
        }
        folder.requireUnused();
        if (!yes
                && !console.sure(
                        console.out(),
                        "Delete " + invocation.data() + " with all embedded data?",
                        invocation.interruption())) {
            console.out().println("Nothing was deleted.");
            return ExitCode.OK.code();
        }
        folder.delete();
        console.out().println("Deleted " + invocation.data() + ".");
        return ExitCode.OK.code();
    }
}
