package io.longhaul.activities.relational;

import io.longhaul.activities.relational.TemporalFormat.Match;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times. Without formats only ISO 8601 is taken, and a column of timestamps only what fits it: one without a
 * time zone no text with an offset, and one with a time zone no text without; a time of day has no offset. Formats that a rule
 * names allow both; what says no offset is UTC then, as SQLite's own functions take it, and the others become UTC.
 */
final class TemporalWriter implements ValueWriter {

    private static final long EPOCH_DAY = 10_957; // 2000-01-01
    private static final long MICROS_OF_DAY = 86_400_000_000L;
    private static final long NANOS_OF_DAY = 86_400_000_000_000L;
    private static final long NANOS_OF_MICRO = 1_000;
    private static final long NANOS_OF_SECOND = 1_000_000_000L;

    /** PostgreSQL's timestamps end before the year 294277, and begin in 4714 BC. */
    private static final long LAST_DAY = 106_741_034L;

    private static final long FIRST_DAY = -2_440_588L;

    private final PgType.Base base;
    private final boolean strict;
    private final boolean cut;
    private final List<TemporalFormat> formats;
    private final Moment moment = new Moment();

    TemporalWriter(PgType.Base base, List<String> formats, boolean cut) {
        this.base = base;
        this.strict = formats.isEmpty();
        this.cut = cut;
        this.formats = strict
                ? List.of(new TemporalFormat.Iso())
                : formats.stream().map(TemporalFormat::of).toList();
    }

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        return real((double) value, out);
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        if (Double.isInfinite(value)) {
            return IssueKind.NOT_FINITE;
        }
        boolean impossible = false;
        for (TemporalFormat format : formats) {
            Match match = format.number(value, moment);
            if (match == Match.FITS) {
                return write(out);
            }
            impossible |= match == Match.IMPOSSIBLE;
        }
        return impossible
                ? IssueKind.IMPOSSIBLE_DATE
                : KnownFormats.ofNumber(value) == null ? IssueKind.WRONG_TYPE : IssueKind.DATE_FORMAT;
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        boolean impossible = false;
        for (TemporalFormat format : formats) {
            Match match = format.text(utf8, moment);
            if (match == Match.FITS) {
                return write(out);
            }
            impossible |= match == Match.IMPOSSIBLE;
        }
        if (impossible) {
            return IssueKind.IMPOSSIBLE_DATE;
        }
        return KnownFormats.kindOf(utf8);
    }

    private @Nullable IssueKind write(PgBinary out) {
        return switch (base) {
            case DATE -> date(out);
            case TIME -> time(out);
            default -> timestamp(out);
        };
    }

    private @Nullable IssueKind date(PgBinary out) {
        if (!moment.hasDate) {
            return IssueKind.WRONG_TYPE;
        }
        if ((moment.nanos != 0 || (moment.hasOffset && strict)) && !cut) {
            return IssueKind.NUMBER_SCALE;
        }
        if (moment.day > LAST_DAY || moment.day < FIRST_DAY) {
            return IssueKind.NUMBER_OUT_OF_RANGE;
        }
        out.putInt((int) (moment.day - EPOCH_DAY));
        return null;
    }

    private @Nullable IssueKind time(PgBinary out) {
        if (!moment.hasTime || (moment.hasDate && strict)) {
            return IssueKind.WRONG_TYPE;
        }
        if (moment.hasOffset && strict) {
            return IssueKind.DATE_FORMAT;
        }
        if (moment.nanos % NANOS_OF_MICRO != 0 && !cut) {
            return IssueKind.NUMBER_SCALE;
        }
        long nanos = Math.floorMod(moment.nanos - moment.offsetSeconds * NANOS_OF_SECOND, NANOS_OF_DAY);
        out.putLong(nanos / NANOS_OF_MICRO);
        return null;
    }

    private @Nullable IssueKind timestamp(PgBinary out) {
        if (!moment.hasDate) {
            return IssueKind.WRONG_TYPE;
        }
        if (strict && moment.hasOffset != (base == PgType.Base.TIMESTAMPTZ)) {
            return IssueKind.DATE_FORMAT;
        }
        if (moment.nanos % NANOS_OF_MICRO != 0 && !cut) {
            return IssueKind.NUMBER_SCALE;
        }
        if (moment.day > LAST_DAY || moment.day < FIRST_DAY) {
            return IssueKind.NUMBER_OUT_OF_RANGE;
        }
        long nanos = moment.nanos - moment.offsetSeconds * NANOS_OF_SECOND;
        long day = moment.day + Math.floorDiv(nanos, NANOS_OF_DAY);
        out.putLong((day - EPOCH_DAY) * MICROS_OF_DAY + Math.floorMod(nanos, NANOS_OF_DAY) / NANOS_OF_MICRO);
        return null;
    }
}
