package io.longhaul.embedded.process;

import java.nio.file.Path;
import java.sql.SQLException;

/** A database that refuses its own password will do so for ever: no use in waiting. */
public final class Passwords {
    /** The class of SQL states for a refused authorization. */
    private static final String REFUSED = "28";

    private Passwords() {}

    /** The failure, or one that tells what to do about a password that was lost. */
    public static Exception explained(SQLException failure, String service, Path home) {
        String state = failure.getSQLState();
        if (state == null || !state.startsWith(REFUSED)) {
            return failure;
        }
        return new ServiceFailed(
                service + " does not take the password in " + home.resolve("password")
                        + ": restore that file, or delete " + home + " to begin anew without its data.",
                failure);
    }
}
