package io.longhaul.aws;

/** What AWS did not give; the message is for the user: what, where, and the way out. It holds no value and no key. */
public final class AwsException extends RuntimeException {

    AwsException(String message, Throwable cause) {
        super(message, cause);
    }
}
