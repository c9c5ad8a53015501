package io.longhaul.activities.embed;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.Survey;
import org.jspecify.annotations.Nullable;

/** Whether source and target fit a spec, and how much there is to do. Reads only. */
public final class EmbedPreflight {

    private final EmbedSource source;
    private final QdrantSink sink;

    public EmbedPreflight(EmbedSource source, QdrantSink sink) {
        this.source = source;
        this.sink = sink;
    }

    /**
     * @param limit records to take at most; null for all
     * @throws MigrationException with what does not fit and the way out
     */
    public Survey survey(EmbedSpec spec, @Nullable Long limit) {
        TableShape shape = source.shape(spec);
        String text = shape.textColumn(spec.textColumn());
        Payloads.refuseReserved(shape.payloadColumns(spec.payloadColumns(), text));
        sink.check(spec.collection(), spec.dimensions(), spec.model());
        long records = source.mysql().count(shape, limit);
        if (records == 0) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "table " + shape.name() + " is empty, so there is nothing to migrate: check MYSQL_DATABASE and"
                            + " MYSQL_TABLE");
        }
        return new Survey(records, source.mysql().last(shape, limit).orElse(null));
    }
}
