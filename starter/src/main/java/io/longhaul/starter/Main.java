package io.longhaul.starter;

import io.longhaul.starter.command.Starter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;

/** The command line's entry. */
public final class Main {

    /** Options that stand for themselves; any other option first means {@code run}. */
    private static final Set<String> OF_THE_PROGRAM = Set.of("-h", "--help", "-V", "--version");

    private Main() {}

    /** Runs a command in this process's directory and environment, and ends the process with its exit code. */
    public static void main(String[] args) {
        Interruption interruption = new Interruption();
        interruption.listen();
        Invocation invocation =
                new Invocation(Console.ofProcess(), Path.of("").toAbsolutePath(), System.getenv(), interruption);
        Logs.toFileOf(invocation.data());
        int exit = execute(args, invocation);
        interruption.commandEnded();
        System.exit(exit);
    }

    /**
     * Runs a command within this process.
     *
     * @return its exit code, one of {@link ExitCode}
     */
    public static int execute(String[] args, Console console, Path directory, Map<String, String> environment) {
        return execute(args, console, directory, environment, new Interruption());
    }

    /** @param interruption to stop it in order from another thread */
    public static int execute(
            String[] args,
            Console console,
            Path directory,
            Map<String, String> environment,
            Interruption interruption) {
        return execute(args, new Invocation(console, directory, environment, interruption));
    }

    private static int execute(String[] args, Invocation invocation) {
        CommandLine commands = Starter.commandLine(invocation);
        commands.setParameterExceptionHandler((e, given) -> {
            invocation.console().err().println(e.getMessage());
            String usage = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
            invocation.console().err().println("See " + usage);
            return ExitCode.USAGE.code();
        });
        commands.setExecutionExceptionHandler((e, command, parsed) -> {
            Errors.Told told = Errors.told(e);
            told.lines().forEach(line -> invocation.console().err().println(line));
            return told.exit().code();
        });
        return commands.execute(withCommand(args));
    }

    /** {@code run} is what is meant where no command is named. */
    static String[] withCommand(String[] args) {
        boolean named = args.length > 0 && (!args[0].startsWith("-") || OF_THE_PROGRAM.contains(args[0]));
        if (named) {
            return args;
        }
        List<String> run = new ArrayList<>(List.of("run"));
        run.addAll(List.of(args));
        return run.toArray(String[]::new);
    }
}
