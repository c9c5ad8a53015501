package io.longhaul.starter;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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

    /** Asks a person a question whose answer is yes unless they say no; nobody there means yes. */
    public boolean yes(PrintStream to, String question) {
        to.print(question + " (Y/n) ");
        to.flush();
        String answer = line();
        return answer == null
                || answer.isBlank()
                || answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    }

    /** Asks a person to confirm what can't be undone; anything but a yes means no. */
    public boolean sure(PrintStream to, String question) {
        to.print(question + " (y/N) ");
        to.flush();
        String answer = line();
        return answer != null
                && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    }

    private @Nullable String line() {
        try {
            return in.readLine();
        } catch (IOException e) {
            return null;
        }
    }
}
