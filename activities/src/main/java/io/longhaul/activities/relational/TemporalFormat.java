package io.longhaul.activities.relational;

import java.nio.charset.StandardCharsets;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/** One way to write dates and times. */
interface TemporalFormat {

    /** How a value stands to a format. */
    enum Match {
        FITS,
        /** It looks like one, and there is no such day or time. */
        IMPOSSIBLE,
        /** It is written in another way. */
        OTHER
    }

    Match text(byte[] utf8, Moment moment);

    Match number(double value, Moment moment);

    String ISO = "iso";
    String UNIX = "unix";
    String UNIX_MILLIS = "unix-ms";
    String JULIAN = "julian";

    /** @throws IllegalArgumentException where it is neither a name nor a pattern */
    static TemporalFormat of(String format) {
        return switch (format) {
            case ISO -> new Iso();
            case UNIX -> new Count(1);
            case UNIX_MILLIS -> new Count(1_000);
            case JULIAN -> new Julian();
            default -> new Pattern(format);
        };
    }

    /** ISO 8601 as SQLite's own functions write it: {@code 2024-05-31}, {@code 2024-05-31 18:30:00.123+02:00}, {@code 18:30}. */
    final class Iso implements TemporalFormat {
        @Override
        public Match text(byte[] utf8, Moment moment) {
            return new IsoText(utf8, moment).parse();
        }

        @Override
        public Match number(double value, Moment moment) {
            return Match.OTHER;
        }
    }

    /** Seconds, or parts of them, since 1970 in UTC. */
    record Count(long perSecond) implements TemporalFormat {
        private static final long NANOS = 1_000_000_000L;
        private static final long DAY = 86_400L;

        /** Far beyond what PostgreSQL's timestamps hold, and within what the arithmetic does. */
        private static final double MOST = 1e16;

        @Override
        public Match text(byte[] utf8, Moment moment) {
            Double number = FloatWriter.number(utf8);
            return number == null || number.isNaN() ? Match.OTHER : number(number, moment);
        }

        @Override
        public Match number(double value, Moment moment) {
            double floor = Math.floor(value);
            if (Math.abs(floor) > MOST) {
                return Match.IMPOSSIBLE;
            }
            long whole = (long) floor;
            long seconds = Math.floorDiv(whole, perSecond);
            // A fraction of a double is seldom the decimal that was meant: the nearest microsecond of a second is.
            long nanos = Math.floorMod(whole, perSecond) * (NANOS / perSecond)
                    + Math.round((value - floor) * 1e6) * 1_000 / perSecond;
            seconds += nanos / NANOS;
            moment.clear();
            moment.date(Math.floorDiv(seconds, DAY));
            moment.time(Math.floorMod(seconds, DAY) * NANOS + nanos % NANOS);
            moment.offset(0);
            return Match.FITS;
        }
    }

    /** SQLite's own numbers: days since noon of 24 November 4714 BC, to the millisecond as SQLite counts them. */
    final class Julian implements TemporalFormat {
        private static final long EPOCH_MILLIS = 210_866_760_000_000L;
        private static final double MILLIS = 86_400_000d;

        /** The last day that SQLite knows, 9999-12-31. */
        private static final double LAST = 5_373_484.5;

        @Override
        public Match text(byte[] utf8, Moment moment) {
            Double number = FloatWriter.number(utf8);
            return number == null || number.isNaN() ? Match.OTHER : number(number, moment);
        }

        @Override
        public Match number(double value, Moment moment) {
            if (value < 0 || value >= LAST) {
                return Match.IMPOSSIBLE;
            }
            return new Count(1_000).number((double) (Math.round(value * MILLIS) - EPOCH_MILLIS), moment);
        }
    }

    /** A pattern of java.time, in English. */
    final class Pattern implements TemporalFormat {
        /** Letters between apostrophes stand for themselves. */
        private static final java.util.regex.Pattern TWO_DIGITS =
                java.util.regex.Pattern.compile("^(?:[^']|'[^']*')*?(?<![yu])(?:yy|uu)(?![yu])");

        private final DateTimeFormatter formatter;

        Pattern(String pattern) {
            if (TWO_DIGITS.matcher(pattern).find()) {
                throw new IllegalArgumentException(
                        "a year of two digits does not say its century: map such values by a rule, or quarantine their rows");
            }
            // A strict year is one of an era, which nobody writes.
            this.formatter = new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(pattern.replace("yyyy", "uuuu"))
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);
        }

        @Override
        public Match text(byte[] utf8, Moment moment) {
            String text = new String(utf8, StandardCharsets.UTF_8).strip();
            ParsePosition position = new ParsePosition(0);
            TemporalAccessor shape = formatter.parseUnresolved(text, position);
            if (shape == null || position.getErrorIndex() >= 0 || position.getIndex() < text.length()) {
                return Match.OTHER;
            }
            try {
                TemporalAccessor parsed = formatter.parse(text);
                LocalDate date = parsed.query(TemporalQueries.localDate());
                LocalTime time = parsed.query(TemporalQueries.localTime());
                moment.clear();
                if (date != null) {
                    moment.date(date.toEpochDay());
                }
                if (time != null) {
                    moment.time(time.toNanoOfDay());
                }
                if (parsed.isSupported(ChronoField.OFFSET_SECONDS)) {
                    moment.offset(parsed.get(ChronoField.OFFSET_SECONDS));
                }
                return date == null && time == null ? Match.OTHER : Match.FITS;
            } catch (DateTimeException noSuchDay) {
                return Match.IMPOSSIBLE;
            }
        }

        /** SQLite makes a number of a text of digits, where the column is declared as a date. */
        @Override
        public Match number(double value, Moment moment) {
            if (value != Math.rint(value) || Math.abs(value) > 1e15) {
                return Match.OTHER;
            }
            return text(Long.toString((long) value).getBytes(StandardCharsets.ISO_8859_1), moment);
        }
    }
}
