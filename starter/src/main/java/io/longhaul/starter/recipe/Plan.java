package io.longhaul.starter.recipe;

import java.util.List;
import java.util.stream.Stream;

/** What a migration would take, as {@code --dry-run} prints it; as JSON it is printed as it is. */
public interface Plan {

    /** Of the migration. */
    String name();

    /** What it would do; each line begins with what it tells of. */
    List<String> lines();

    /** For people. */
    default List<String> text() {
        return Stream.concat(
                        Stream.of("Migration " + name() + ", a dry run: nothing is written."),
                        lines().stream().map(line -> "  " + line))
                .toList();
    }
}
