package io.longhaul.starter.schedule;

import io.longhaul.starter.Refusal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often: {@code 15m}, {@code 1h}, {@code 1h30m}, {@code 1d}. */
public record Every(Duration duration) {

    /** A run of a source where nothing is new takes seconds, and some hundred events in Temporal. */
    private static final Duration LEAST = Duration.ofMinutes(1);

    private static final Duration MOST = Duration.ofDays(365);

    private static final Pattern PATTERN =
            Pattern.compile("(?:(?<d>\\d{1,4})d)?(?:(?<h>\\d{1,5})h)?(?:(?<m>\\d{1,6})m)?");

    public Every {
        if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("give 1m to 365d");
        }
    }

    /** @throws IllegalArgumentException with what to give instead */
    public static Every parse(String text) {
        Matcher parts = PATTERN.matcher(text.strip());
        if (text.isBlank() || !parts.matches()) {
            throw new IllegalArgumentException("give minutes, hours or days, as 15m, 1h or 1d");
        }
        return new Every(Duration.ofDays(number(parts, "d"))
                .plusHours(number(parts, "h"))
                .plusMinutes(number(parts, "m")));
    }

    /**
     * The same for what an option gives.
     *
     * @throws Refusal where it is none
     */
    public static Every ofOption(String option, String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(option + " is " + text + ": " + e.getMessage());
        }
    }

    private static long number(Matcher parts, String unit) {
        String digits = parts.group(unit);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** As {@link #parse} reads it, in the largest units. */
    @Override
    public String toString() {
        return text(duration);
    }

    /** For a schedule that somebody else made, too: seconds where there are some. */
    public static String text(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
