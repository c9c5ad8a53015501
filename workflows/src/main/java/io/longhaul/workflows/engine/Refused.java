package io.longhaul.workflows.engine;

/** Why an update makes no sense now. It has no stack trace: whoever steers from the Web UI sees the reason alone. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    Refused(String reason) {
        super(reason, null, false, false);
    }
}
