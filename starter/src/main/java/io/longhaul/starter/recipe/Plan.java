package io.longhaul.starter.recipe;

import java.util.List;

/** What a migration would take, as {@code --dry-run} prints it; as JSON it is printed as it is. */
public interface Plan {

    /** For people. */
    List<String> text();
}
