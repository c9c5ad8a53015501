package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Severity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes issues of what a probe has found in one column. A proposal resolves all rows of its issue, or is not made. */
final class ColumnIssues {

    private final String table;
    private final String column;
    private final PgType type;
    private final boolean constrained;
    private final boolean referenced;
    private final ColumnProbe probe;
    private final @Nullable Rule rule;
    private final Outcome outcome;
    private final Set<IssueKind> gone = EnumSet.noneOf(IssueKind.class);

    /**
     * @param constrained whether keys, uniqueness or checks say which values the column takes
     * @param referenced whether rows of other tables refer to the table's
     * @param rule of the spec that says what becomes of rows which do not fit; null if there is none
     */
    ColumnIssues(
            String table,
            String column,
            PgType type,
            boolean constrained,
            boolean referenced,
            ColumnProbe probe,
            @Nullable Rule rule) {
        this.table = table;
        this.column = column;
        this.type = type;
        this.constrained = constrained;
        this.referenced = referenced;
        this.probe = probe;
        this.rule = rule;
        this.outcome = probe.plan().outcome();
    }

    /** Kinds that keep their rows from arriving, by a rule or by what is proposed. */
    Set<IssueKind> gone() {
        return gone;
    }

    void addTo(Issues issues) {
        for (Map.Entry<IssueKind, Tally> entry : probe.tallies().entrySet()) {
            // Decided by the values: the type is another than the one that was tried.
            if (entry.getKey() == IssueKind.NULL_IN_NOT_NULL
                    || type.equals(probe.plan().type())) {
                Issue issue = issue(entry.getKey(), entry.getValue());
                issues.add(issue);
                boolean leaves = outcome == Outcome.STOP
                        ? issue.proposal() instanceof Rule.Quarantine
                        : outcome != Outcome.NULLIFY;
                if (leaves) {
                    gone.add(entry.getKey());
                }
            }
        }
        if (probe.notFinite().rows() > 0) {
            issues.add(note(
                    IssueKind.NOT_FINITE,
                    probe.notFinite().rows(),
                    probe.notFinite().examples(),
                    "infinity and NaN are copied as they are: sums and averages over them are no numbers"));
        }
        if (probe.strangers() > 0) {
            issues.add(note(
                    IssueKind.WRONG_TYPE,
                    probe.strangers(),
                    List.of(),
                    "the column has no type, and texts beside numbers: all become " + type));
        }
    }

    private Issue note(IssueKind kind, long rows, List<String> examples, String effect) {
        return new Issue(kind, table, column, null, rows, examples, Severity.MED, effect, false, null, null);
    }

    private Issue issue(IssueKind kind, Tally tally) {
        boolean open = outcome.open();
        return new Issue(
                kind,
                table,
                column,
                null,
                tally.rows(),
                tally.examples(),
                severity(kind),
                open ? effect(kind) : done(outcome),
                open,
                open ? proposal(kind) : null,
                rule);
    }

    /** What happens instead, in words. */
    static String done(Outcome outcome) {
        return switch (outcome) {
            case STOP -> "its rows stop the run";
            case NULLIFY -> "its values become NULL";
            case QUARANTINE, ACCEPT_PARTIAL -> "its rows are quarantined";
            case DROP -> "its rows are left out";
        };
    }

    private static Severity severity(IssueKind kind) {
        return switch (kind) {
            case BOOLEAN_SPELLING, DATE_FORMAT, NUMBER_SCALE, STRING_TOO_LONG -> Severity.MED;
            default -> Severity.HIGH;
        };
    }

    private String effect(IssueKind kind) {
        return switch (kind) {
            case NULL_IN_NOT_NULL -> "PostgreSQL refuses a NULL here";
            case WRONG_TYPE -> "PostgreSQL has no value of type " + type + " for them";
            case STRING_TOO_LONG -> "PostgreSQL refuses texts of more than " + type.size() + " characters here";
            case NUMBER_OUT_OF_RANGE -> type + " does not hold numbers of this size";
            case NUMBER_SCALE -> type + " would lose what they have beyond its precision";
            case NOT_FINITE -> type + " has no infinity";
            case DATE_FORMAT ->
                "they are no dates of ISO 8601, or mixed with and without a time zone: read as they are, they could be other days or hours";
            case IMPOSSIBLE_DATE -> "there are no such days or times";
            case BOOLEAN_SPELLING -> "they are words for true and false that only a rule can be sure of";
            case INVALID_UTF8 -> "PostgreSQL refuses text that is not valid UTF-8";
            case NUL_CHARACTER -> "PostgreSQL has no text with a NUL character";
            case INVALID_JSON -> "PostgreSQL refuses what is not JSON";
            default -> "PostgreSQL refuses them";
        };
    }

    private Rule proposal(IssueKind kind) {
        return switch (kind) {
            case NULL_IN_NOT_NULL -> ofNull();
            case STRING_TOO_LONG -> new Rule.SetType(table, column, PgType.TEXT);
            case BOOLEAN_SPELLING -> spellings();
            case WRONG_TYPE -> ofWrongType();
            case NUMBER_OUT_OF_RANGE -> isNumber() ? new Rule.SetType(table, column, widened()) : quarantine();
            case NUMBER_SCALE -> ofScale();
            case DATE_FORMAT -> cast().orElseGet(() -> new Rule.SetType(table, column, PgType.TEXT));
            case IMPOSSIBLE_DATE, NOT_FINITE ->
                staysText() ? new Rule.SetType(table, column, PgType.TEXT) : quarantine();
            case INVALID_JSON -> emptyIsNull(kind).orElseGet(this::quarantine);
            default -> quarantine();
        };
    }

    /** A row that others refer to would take them with it. */
    private Rule quarantine() {
        return referenced && !probe.plan().notNull()
                ? new Rule.Nullify(table, column)
                : new Rule.Quarantine(table, column, null);
    }

    private boolean isNumber() {
        return type.isInteger() || type.base() == PgType.Base.NUMERIC || type.base() == PgType.Base.DOUBLE;
    }

    private PgType widened() {
        return probe.widened();
    }

    private Rule ofNull() {
        String value =
                switch (type.base()) {
                    case TEXT, VARCHAR -> "";
                    case SMALLINT, INTEGER, BIGINT, NUMERIC, REAL, DOUBLE -> "0";
                    case BOOLEAN -> "false";
                    default -> null;
                };
        return constrained || value == null ? quarantine() : new Rule.Default(table, column, value);
    }

    private Rule ofWrongType() {
        if (type.base() == PgType.Base.BOOLEAN && probe.hasEmpty(IssueKind.WRONG_TYPE)) {
            return probe.onlyEmpty(IssueKind.WRONG_TYPE) && !probe.plan().notNull() ? spellings() : quarantine();
        }
        if (staysText()) {
            return new Rule.SetType(table, column, PgType.TEXT);
        }
        if (type.isInteger() && probe.onlyMisfits(SqliteRow.REAL)) {
            return new Rule.SetType(table, column, widened());
        }
        if (type.base() == PgType.Base.BYTEA && probe.onlyMisfits(SqliteRow.TEXT) && !probe.hasFits()) {
            return new Rule.SetType(table, column, PgType.TEXT);
        }
        return emptyIsNull(IssueKind.WRONG_TYPE).orElseGet(this::quarantine);
    }

    /** An empty text in a column of something else says that there is none. */
    private Optional<Rule> emptyIsNull(IssueKind kind) {
        if (!probe.onlyEmpty(kind) || probe.plan().notNull() || type.isText()) {
            return Optional.empty();
        }
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        values.put("", null);
        return Optional.of(new Rule.MapValues(table, column, values));
    }

    /** One map for the column, as it can have only one. */
    private Rule spellings() {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        probe.spellings().forEach(word -> values.put(word, String.valueOf(BooleanWriter.meaning(word))));
        if (probe.onlyEmpty(IssueKind.WRONG_TYPE) && !probe.plan().notNull()) {
            values.put("", null);
        }
        return new Rule.MapValues(table, column, values);
    }

    private Rule ofScale() {
        if (type.base() == PgType.Base.NUMERIC) {
            return new Rule.SetType(table, column, widened());
        }
        if (type.base() == PgType.Base.DATE) {
            return cast().orElseGet(() -> new Rule.SetType(table, column, PgType.TEXT));
        }
        return new Rule.Truncate(table, column, null);
    }

    /** Nothing where a date is in doubt, so that the column stays text. */
    private Optional<Rule> cast() {
        return probe.dates().formats().map(found -> {
            List<String> formats = new ArrayList<>(found);
            if (probe.hasFits() && !formats.contains(TemporalFormat.ISO)) {
                formats.add(0, TemporalFormat.ISO);
            }
            return new Rule.Cast(table, column, withTime(), formats);
        });
    }

    private PgType withTime() {
        if (type.base() == PgType.Base.TIME) {
            return type;
        }
        if (probe.hasOffsets()) {
            return PgType.TIMESTAMPTZ;
        }
        return type.base() == PgType.Base.DATE && probe.hasTimes() ? PgType.TIMESTAMP : type;
    }

    private boolean staysText() {
        boolean doubted = probe.tallies().containsKey(IssueKind.DATE_FORMAT)
                || (type.base() == PgType.Base.DATE && probe.tallies().containsKey(IssueKind.NUMBER_SCALE));
        return type.isTemporal() && doubted && cast().isEmpty();
    }
}
