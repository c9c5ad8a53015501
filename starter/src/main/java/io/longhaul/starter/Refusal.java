package io.longhaul.starter;

/** A command that ends here; the message is for the user: what, where, and the way out, in one line. */
public final class Refusal extends RuntimeException {

    private final ExitCode exit;

    public Refusal(ExitCode exit, String message) {
        super(message);
        this.exit = exit;
    }

    public static Refusal usage(String message) {
        return new Refusal(ExitCode.USAGE, message);
    }

    public ExitCode exit() {
        return exit;
    }
}
