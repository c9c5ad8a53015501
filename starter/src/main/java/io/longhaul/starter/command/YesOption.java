package io.longhaul.starter.command;

import io.longhaul.starter.Console;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import picocli.CommandLine.Option;

/** Whether what can't be undone is meant: the user has said so, or is asked. */
final class YesOption {

    @Option(names = "--yes", description = "Ask nothing.")
    private boolean yes;

    /**
     * @param does what the command does, its name first
     * @param question asked before
     * @throws Refusal where nobody is there to be asked
     */
    boolean agreed(Invocation invocation, String does, String question) {
        Console console = invocation.console();
        if (!yes && !console.interactive()) {
            throw Refusal.usage(does + ": --yes says that you mean it");
        }
        return yes || console.sure(console.out(), question, invocation.interruption());
    }
}
