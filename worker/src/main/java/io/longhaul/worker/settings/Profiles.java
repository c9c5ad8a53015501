package io.longhaul.worker.settings;

import java.util.List;

/** The kinds of profiles that a spec may have; each has an option of its name. */
final class Profiles {

    static final String ENV = "env";
    static final String DATASET = "dataset";
    static final List<String> KINDS = List.of(ENV, DATASET);

    private Profiles() {}
}
