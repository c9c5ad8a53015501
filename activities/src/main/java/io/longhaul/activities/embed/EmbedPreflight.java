package io.longhaul.activities.embed;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.mysql.Column;
import io.longhaul.activities.mysql.ColumnType;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether source and target fit a spec, what there is to do, and how much. Reads only. */
final class EmbedPreflight {

    /** Rows whose change is recorded so long before it is committed are still found. */
    private static final Duration LATE_COMMIT = Duration.ofMinutes(5);

    /** A DATETIME is what the writer's clock showed, which is set back by an hour once a year in many places. */
    private static final Duration CLOCK_SET_BACK = Duration.ofHours(1);

    /** Rows may be committed in another order than that of their keys, but hardly after so many later ones. */
    private static final int LATE_KEYS = 1_000;

    private final EmbedSource source;
    private final QdrantSink sink;
    private final RangeComparison comparison;

    EmbedPreflight(EmbedSource source, QdrantSink sink, RangeComparison comparison) {
        this.source = source;
        this.sink = sink;
        this.comparison = comparison;
    }

    /**
     * Looks before anything is read or written, so that what changes from here on is for the next round.
     *
     * @param limit records to take at most; null for all. Not of a further round, which has none
     * @param round null for all records
     * @throws MigrationException with what does not fit and the way out
     */
    Survey survey(EmbedSpec spec, @Nullable Long limit, @Nullable Round round) {
        TableShape shape = source.shape(spec);
        String text = shape.textColumn(spec.textColumn());
        Payloads.refuseReserved(shape.payloadColumns(spec.payloadColumns(), text));
        sink.check(spec.collection(), spec.dimensions(), spec.model());
        String highWater = highWater(spec, shape);
        return round == null ? whole(shape, limit, highWater) : of(round, spec, shape, highWater);
    }

    private @Nullable String highWater(EmbedSpec spec, TableShape shape) {
        if (spec.updatedColumn() == null) {
            return null;
        }
        Column updated = shape.updatedColumn(spec.updatedColumn());
        Duration overlap = updated.type() == ColumnType.TIMESTAMP ? LATE_COMMIT : LATE_COMMIT.plus(CLOCK_SET_BACK);
        return source.mysql().highWater(shape, updated, overlap);
    }

    private Survey whole(TableShape shape, @Nullable Long limit, @Nullable String highWater) {
        SourceKey last = source.mysql()
                .last(shape, limit)
                .orElseThrow(() -> new MigrationException(
                        FailureKind.INVALID_SPEC,
                        "table " + shape.name() + " is empty, so there is nothing to migrate: check MYSQL_DATABASE and"
                                + " MYSQL_TABLE"));
        return new Survey(null, last, highWater);
    }

    private Survey of(Round round, EmbedSpec spec, TableShape shape, @Nullable String highWater) {
        if (sink.describe(spec.collection()).isEmpty()) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "collection " + spec.collection() + " is gone, and only what is new or changed would be written to"
                            + " another of its name: run with --fresh to fill it again, and the schedule goes on from"
                            + " there");
        }
        @Nullable SourceKey after = after(round, spec, shape);
        return new Survey(after, source.mysql().last(shape, null).orElse(round.base()), highWater);
    }

    /** How many records there are to take, as they were surveyed; an estimate where rows come and go meanwhile. */
    long count(EmbedSpec spec, @Nullable Long limit, @Nullable Round round, Survey survey) {
        if (round == null) {
            return source.mysql().count(source.shape(spec), limit);
        }
        SourceKey after = survey.after();
        SourceKey until = survey.until();
        long fresh = until == null ? 0 : source.count(spec, new KeyRange(after, until));
        long changed = after == null || round.changedSince() == null
                ? 0
                : source.count(spec, new KeyRange(null, after, round.changedSince()));
        return fresh + changed;
    }

    /**
     * The key that new records come after: that of the last record read, unless one before it is missing in the target,
     * as its row was committed after it; then as far back as such rows are looked for.
     */
    private @Nullable SourceKey after(Round round, EmbedSpec spec, TableShape shape) {
        @Nullable
        SourceKey tail = source.mysql().before(shape, round.base(), LATE_KEYS).orElse(null);
        boolean complete = comparison
                .compare(round.job(), spec, new KeyRange(tail, round.base()))
                .passed();
        return complete ? round.base() : tail;
    }
}
