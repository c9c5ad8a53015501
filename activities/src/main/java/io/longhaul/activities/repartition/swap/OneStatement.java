package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.literal;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Several statements as one: the server's time-out for a statement is for all of them together then, and it waits for no word
 * of ours between two of them. For what keeps others waiting.
 */
final class OneStatement {

    private OneStatement() {}

    static String of(List<String> statements) {
        return "DO "
                + literal(statements.stream()
                        .map(statement -> "EXECUTE " + literal(statement) + ";")
                        .collect(Collectors.joining("\n", "BEGIN\n", "\nEND")));
    }
}
