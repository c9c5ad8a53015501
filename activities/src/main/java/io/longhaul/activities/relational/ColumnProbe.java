package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tries the conversion of one column on each of its values, and remembers of those that do not fit what a proposal needs.
 * The conversion is the one of the copy itself, so what a discovery finds is what a copy would meet.
 */
final class ColumnProbe {

    private static final long EXPONENT = 0x7ff0000000000000L;

    /** Where the sign stands in PostgreSQL's numeric, behind the number of digits and the weight. */
    private static final int NUMERIC_SIGN = 4;

    private static final long NANOS_OF_MICRO = 1_000;

    /** Up to here, every whole number is a double. */
    private static final long EXACT = 1L << 53;

    private final ColumnPlan plan;
    private final Converter converter;
    private final RowKeys keys;

    /** Whether the stored values decide the type, as the declaration says nothing. */
    private final boolean open;

    private final Map<IssueKind, Tally> tallies = new EnumMap<>(IssueKind.class);
    private final Map<IssueKind, Long> empty = new EnumMap<>(IssueKind.class);
    private final Tally notFinite = new Tally();
    private final Set<String> spellings = new TreeSet<>();
    private final DateEvidence dates = new DateEvidence();
    private final long[] classes = new long[SqliteRow.NULL + 1];
    private final long[] misfits = new long[SqliteRow.NULL + 1];
    private long offsets;
    private long fits;
    private boolean beyondDouble;
    private boolean fractions;
    private boolean largeReals;
    private boolean times;
    private boolean beyondMicros;

    ColumnProbe(ColumnPlan plan, RowKeys keys, boolean open) {
        this.plan = plan;
        this.converter = Converter.of(plan);
        this.keys = keys;
        this.open = open;
    }

    ColumnPlan plan() {
        return plan;
    }

    /** Appends the converted value to what is already there, or nothing where it does not fit. */
    void take(SqliteRow row, int column, PgBinary out) {
        int start = out.length();
        converter.convert(row, column, out);
        IssueKind problem = converter.misfit();
        if (open) {
            seen(row, column);
        }
        if (problem != null) {
            tallies.computeIfAbsent(problem, kind -> new Tally()).add(keys, row);
            explain(problem, row, column);
        } else if (out.length() > start + Integer.BYTES) {
            fits++;
            if (isNotFinite(out, start + Integer.BYTES)) {
                notFinite.add(keys, row);
                return;
            }
        }
        if (open && row.type(column) == SqliteRow.REAL && Double.isInfinite(row.real(column))) {
            notFinite.add(keys, row);
        }
    }

    /** @param at where the value begins, behind its length */
    private boolean isNotFinite(PgBinary out, int at) {
        byte[] bytes = out.array();
        return switch (plan.type().base()) {
            case DOUBLE -> (((bytes[at] & 0x7f) << 8) | (bytes[at + 1] & 0xf0)) == (int) (EXPONENT >>> 48);
            case REAL -> (bytes[at] & 0x7f) == 0x7f && (bytes[at + 1] & 0x80) != 0;
            // Two bits of the sign's field say that it is no number.
            case NUMERIC -> (bytes[at + NUMERIC_SIGN] & 0xc0) == 0xc0;
            default -> false;
        };
    }

    private void seen(SqliteRow row, int column) {
        int type = row.type(column);
        classes[type]++;
        if (type == SqliteRow.INTEGER) {
            beyondDouble |= Math.abs(row.integer(column)) > EXACT;
        }
    }

    private void explain(IssueKind problem, SqliteRow row, int column) {
        if (column < 0) {
            return;
        }
        int type = row.type(column);
        misfits[type]++;
        boolean temporal = plan.type().isTemporal();
        switch (type) {
            case SqliteRow.INTEGER -> {
                beyondDouble |= Math.abs(row.integer(column)) > EXACT;
                if (temporal && problem == IssueKind.DATE_FORMAT) {
                    date(KnownFormats.ofNumber((double) row.integer(column)));
                }
            }
            case SqliteRow.REAL -> {
                double value = row.real(column);
                fractions |= value != Math.rint(value);
                largeReals |= Math.abs(value) >= EXACT;
                if (temporal && problem == IssueKind.DATE_FORMAT) {
                    date(KnownFormats.ofNumber(value));
                }
            }
            case SqliteRow.TEXT -> explainText(problem, row.bytes(column), temporal);
            default -> {}
        }
    }

    private void explainText(IssueKind problem, byte[] utf8, boolean temporal) {
        if (utf8.length == 0) {
            empty.merge(problem, 1L, Long::sum);
        }
        if (problem == IssueKind.BOOLEAN_SPELLING) {
            spellings.add(new String(utf8, StandardCharsets.UTF_8));
        } else if (temporal && (problem == IssueKind.DATE_FORMAT || problem == IssueKind.NUMBER_SCALE)) {
            dates.add(KnownFormats.ofText(utf8));
            Moment moment = new Moment();
            if (new IsoText(utf8, moment).parse() == TemporalFormat.Match.FITS) {
                offsets += moment.hasOffset ? 1 : 0;
                times |= moment.nanos != 0;
                beyondMicros |= moment.nanos % NANOS_OF_MICRO != 0;
            } else {
                times |= new String(utf8, StandardCharsets.UTF_8).indexOf(':') >= 0;
            }
        }
    }

    private void date(@Nullable String format) {
        if (format != null) {
            dates.add(List.of(format));
            times |= !format.startsWith("yyyy");
        }
    }

    Map<IssueKind, Tally> tallies() {
        return tallies;
    }

    /** Infinities and NaN that fit. */
    Tally notFinite() {
        return notFinite;
    }

    Set<String> spellings() {
        return spellings;
    }

    DateEvidence dates() {
        return dates;
    }

    /** Whether dates that do not fit have a time of day, too. */
    boolean hasTimes() {
        return times;
    }

    boolean hasOffsets() {
        return offsets > 0;
    }

    /** Whether all of these rows have an empty text. */
    boolean onlyEmpty(IssueKind kind) {
        Tally tally = tallies.get(kind);
        return tally != null && tally.rows() == empty.getOrDefault(kind, 0L);
    }

    boolean hasEmpty(IssueKind kind) {
        return empty.getOrDefault(kind, 0L) > 0;
    }

    boolean hasFits() {
        return fits > 0;
    }

    /** Whether only values of this storage class do not fit. */
    boolean onlyMisfits(int type) {
        for (int other = SqliteRow.INTEGER; other < SqliteRow.NULL; other++) {
            if (other != type && misfits[other] > 0) {
                return false;
            }
        }
        return misfits[type] > 0;
    }

    /** The narrowest type that takes every number of the column. */
    PgType widened() {
        PgType.Base base = plan.type().base();
        boolean narrow = base == PgType.Base.SMALLINT || base == PgType.Base.INTEGER;
        if (narrow && misfits[SqliteRow.REAL] == 0 && misfits[SqliteRow.TEXT] == 0) {
            return PgType.BIGINT;
        }
        boolean whole = plan.type().isInteger();
        return whole && fractions && !largeReals && !beyondDouble && base != PgType.Base.BIGINT
                ? PgType.DOUBLE
                : PgType.NUMERIC;
    }

    /** What the stored values say of a type, where the declaration says less; null for nothing new. */
    @Nullable
    PgType inferred() {
        if (open) {
            return ofClasses();
        }
        boolean zoned = plan.type().base() == PgType.Base.TIMESTAMP
                && plan.conversion().formats().isEmpty()
                && fits == 0
                && offsets > 0
                && !beyondMicros
                && tallies.entrySet().stream().allMatch(found -> switch (found.getKey()) {
                    case NULL_IN_NOT_NULL -> true;
                    case DATE_FORMAT -> offsets == found.getValue().rows();
                    default -> false;
                });
        return zoned ? PgType.TIMESTAMPTZ : null;
    }

    private PgType ofClasses() {
        boolean integers = classes[SqliteRow.INTEGER] > 0;
        boolean reals = classes[SqliteRow.REAL] > 0;
        boolean texts = classes[SqliteRow.TEXT] > 0;
        boolean blobs = classes[SqliteRow.BLOB] > 0;
        if (texts || !(integers || reals || blobs)) {
            return PgType.TEXT;
        }
        if (blobs) {
            return integers || reals ? PgType.TEXT : PgType.BYTEA;
        }
        if (!reals) {
            return PgType.BIGINT;
        }
        return integers && beyondDouble ? PgType.NUMERIC : PgType.DOUBLE;
    }

    /** Values of a column without a type that are not of one kind. */
    long strangers() {
        long numbers = classes[SqliteRow.INTEGER] + classes[SqliteRow.REAL];
        return classes[SqliteRow.TEXT] > 0 ? numbers : 0;
    }
}
