package io.longhaul.worker.settings;

import io.longhaul.workflows.engine.Nearest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Which names are settings, and which are settings misspelt. */
final class Names {

    /** So many letters wrong, missing or too many are taken for a slip of the finger. */
    private static final int SLIP = 2;

    /** Variables of other programs that a slip of the finger could have made of ours. */
    private static final Set<String> OTHERS = Set.of("MYSQL_HOME", "MYSQL_PS1", "OPENAI_API_BASE");

    private Names() {}

    /** Whether a name begins as ours do. */
    static boolean hasOurPrefix(String name) {
        return Setting.PREFIXES.stream().anyMatch(name::startsWith);
    }

    /** In the environment, where many programs meet, only what is surely ours or nearly ours is a mistake. */
    static boolean mistakenInEnvironment(String name) {
        if (name.startsWith("LONGHAUL_")) {
            return true;
        }
        return hasOurPrefix(name)
                && !OTHERS.contains(name)
                && nearest(name)
                        .filter(known -> Nearest.distance(name, known.name()) <= SLIP)
                        .isPresent();
    }

    /** The known setting with the fewest letters of difference. */
    static Optional<Setting> nearest(String name) {
        return Arrays.stream(Setting.values())
                .filter(known -> !known.internal())
                .min(Comparator.comparingInt(known -> Nearest.distance(name, known.name())));
    }
}
