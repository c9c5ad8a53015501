package io.longhaul.workflows.vectors;

/** Names that a spec must give. */
final class Names {

    private Names() {}

    static void require(String name, String what) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(what + " has no name");
        }
    }
}
