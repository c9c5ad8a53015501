package io.longhaul.workflows.engine;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name was meant. */
public final class Nearest {

    private Nearest() {}

    /** The known name that is least changes away, unless that is too many; two swapped letters are two. */
    public static Optional<String> to(String name, Collection<String> known) {
        return known.stream()
                .filter(other -> distance(name, other) <= most(name))
                .min(Comparator.comparingInt(other -> distance(name, other)));
    }

    private static int most(String name) {
        return name.length() < 4 ? 1 : Math.max(2, name.length() / 3);
    }

    /** For the end of an error: {@code did you mean users?}, or all that is known where nothing is near. */
    public static String hint(String name, Collection<String> known) {
        return to(name, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("known " + (known.size() == 1 ? "is " : "are ")
                        + String.join(", ", known.stream().sorted().limit(20).toList())
                        + (known.size() > 20 ? " and others" : ""));
    }

    /** How many letters must be changed, added or taken away to make one name of the other; their case is none. */
    public static int distance(String one, String two) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = two.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
