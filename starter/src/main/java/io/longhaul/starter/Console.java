package io.longhaul.starter;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * The streams of a command.
 *
 * @param out results
 * @param err errors, and notices where results are for a program
 * @param interactive whether a person sits at both ends, who can be asked and can watch a bar
 * @param columns of the terminal
 */
public record Console(BufferedReader in, PrintStream out, PrintStream err, boolean interactive, int columns) {

    private static final int COLUMNS = 80;

    private static final long LOOK_MS = 50;

    /** Streams of somebody else, with nobody to be asked. */
    public static Console of(InputStream in, PrintStream out, PrintStream err) {
        return new Console(reader(in), out, err, false, COLUMNS);
    }

    /** The process's own. The launcher knows whether they are a terminal, which Java 17 can't tell for each. */
    static Console ofProcess() {
        boolean terminal = Boolean.getBoolean("longhaul.terminal") && !"dumb".equals(System.getenv("TERM"));
        return new Console(
                reader(System.in),
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                terminal,
                Integer.getInteger("longhaul.columns", COLUMNS));
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /**
     * Asks a person a question whose answer is yes unless they say no.
     *
     * @throws Refusal if they interrupt instead
     */
    public boolean yes(PrintStream to, String question, Interruption interruption) {
        String answer = answer(to, question + " (Y/n) ", interruption);
        return answer.isEmpty() || answer.startsWith("y");
    }

    /**
     * Asks a person to confirm what can't be undone; anything but a yes means no.
     *
     * @throws Refusal if they interrupt instead
     */
    public boolean sure(PrintStream to, String question, Interruption interruption) {
        return answer(to, question + " (y/N) ", interruption).startsWith("y");
    }

    private String answer(PrintStream to, String question, Interruption interruption) {
        to.print(question);
        to.flush();
        // Read elsewhere, as nothing but a line ends a read of a terminal.
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::line);
        while (!answer.isDone()) {
            if (interruption.await(LOOK_MS)) {
                to.println();
                throw new Refusal(ExitCode.INTERRUPTED, "interrupted");
            }
        }
        return answer.join();
    }

    private String line() {
        try {
            String line = in.readLine();
            return line == null ? "" : line.strip().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            return "";
        }
    }
}
