package io.longhaul.embedded.load;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Statements that failed, each with its SQL state and nothing else. Thread-safe. */
final class Failures {

    private final List<String> all = new ArrayList<>();

    /** A connection that was lost, as when the server is killed, is no failure of a statement; nor is a full disk. */
    synchronized void add(String statement, SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (!state.startsWith("08") && !state.startsWith("57P") && !state.equals("53100")) {
            all.add(statement + (state.equals("57014") ? " timed out" : " failed with SQL state " + state));
        }
    }

    synchronized List<String> all() {
        return List.copyOf(all);
    }
}
