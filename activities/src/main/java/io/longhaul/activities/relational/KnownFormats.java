package io.longhaul.activities.relational;

import io.longhaul.activities.relational.TemporalFormat.Match;
import io.longhaul.workflows.relational.IssueKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Formats that a discovery looks for where a date is not ISO 8601, so that it can propose them. */
final class KnownFormats {

    /** Those that need a rule to be read; of two that read the same text, both are in doubt. */
    static final List<String> PATTERNS = List.of(
            "d.M.yyyy",
            "d.M.yyyy H:mm",
            "d.M.yyyy H:mm:ss",
            "d/M/yyyy",
            "d/M/yyyy H:mm",
            "d/M/yyyy H:mm:ss",
            "M/d/yyyy",
            "M/d/yyyy H:mm",
            "M/d/yyyy H:mm:ss",
            "d-M-yyyy",
            "M-d-yyyy",
            "yyyy/M/d",
            "yyyy/M/d H:mm:ss",
            "yyyy.MM.dd",
            "yyyyMMdd",
            "yyyyMMdd'T'HHmmss",
            "MMM d, yyyy",
            "MMMM d, yyyy",
            "d MMM yyyy",
            "EEE, d MMM yyyy HH:mm:ss zzz",
            "EEE MMM d HH:mm:ss yyyy");

    private static final TemporalFormat ISO = new TemporalFormat.Iso();

    private record Known(String pattern, TemporalFormat format) {}

    private static final List<Known> FORMATS = PATTERNS.stream()
            .map(pattern -> new Known(pattern, TemporalFormat.of(pattern)))
            .toList();

    private static final String DIGITS = "yyyyMMdd";
    private static final TemporalFormat OF_DIGITS = TemporalFormat.of(DIGITS);

    private static final double FIRST_SECOND = 1e8;
    private static final double LAST_SECOND = 1e10;
    private static final double FIRST_JULIAN = 2_200_000;
    private static final double LAST_JULIAN = 2_700_000;

    private KnownFormats() {}

    /** Those that read a text. */
    static List<String> ofText(byte[] utf8) {
        Moment moment = new Moment();
        if (ISO.text(utf8, moment) == Match.FITS) {
            return List.of(TemporalFormat.ISO);
        }
        Double number = FloatWriter.number(utf8);
        String counted = number == null ? null : ofNumber(number);
        if (counted != null) {
            return List.of(counted);
        }
        return FORMATS.stream()
                .filter(known -> known.format.text(utf8, moment) == Match.FITS)
                .map(Known::pattern)
                .toList();
    }

    /** What a number most likely counts; null where it is no moment of the last and next decades. */
    static @Nullable String ofNumber(double value) {
        if (value >= FIRST_SECOND && value < LAST_SECOND) {
            return TemporalFormat.UNIX;
        }
        if (value >= FIRST_SECOND * 1_000 && value < LAST_SECOND * 1_000) {
            return TemporalFormat.UNIX_MILLIS;
        }
        if (value >= FIRST_JULIAN && value < LAST_JULIAN) {
            return TemporalFormat.JULIAN;
        }
        return OF_DIGITS.number(value, new Moment()) == Match.FITS ? DIGITS : null;
    }

    /** What is wrong with a text that no format of its column reads. */
    static IssueKind kindOf(byte[] utf8) {
        if (!ofText(utf8).isEmpty()) {
            return IssueKind.DATE_FORMAT;
        }
        Moment moment = new Moment();
        boolean impossible = ISO.text(utf8, moment) == Match.IMPOSSIBLE
                || FORMATS.stream().anyMatch(known -> known.format.text(utf8, moment) == Match.IMPOSSIBLE);
        return impossible ? IssueKind.IMPOSSIBLE_DATE : IssueKind.WRONG_TYPE;
    }
}
