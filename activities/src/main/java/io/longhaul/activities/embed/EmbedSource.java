package io.longhaul.activities.embed;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.mysql.Borders;
import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.mysql.Rows;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A spec's table, read as the spec says. Thread-safe. */
public final class EmbedSource {

    /** A table's shape is asked for again after this long, so that a column added meanwhile is seen. */
    private static final Duration SHAPE_HOLDS = Duration.ofSeconds(30);

    private final MysqlSource mysql;
    private final Map<String, Known> shapes = new ConcurrentHashMap<>();

    private record Known(TableShape shape, long askedAt) {}

    public EmbedSource(MysqlSource mysql) {
        this.mysql = mysql;
    }

    MysqlSource mysql() {
        return mysql;
    }

    public TableShape shape(EmbedSpec spec) {
        long now = System.nanoTime();
        Known known = shapes.get(spec.table());
        if (known == null || now - known.askedAt() > SHAPE_HOLDS.toNanos()) {
            known = new Known(mysql.shape(spec.table()), now);
            shapes.put(spec.table(), known);
        }
        return known.shape();
    }

    List<SourceRecord> read(EmbedSpec spec, KeyRange range) {
        TableShape shape = shape(spec);
        String text = shape.textColumn(spec.textColumn());
        List<SourceRecord> records = new ArrayList<>();
        mysql.read(shape, shape.payloadColumns(spec.payloadColumns(), text), text, rows(spec, range), records::add);
        return records;
    }

    void keys(EmbedSpec spec, KeyRange range, Consumer<SourceKey> consumer) {
        mysql.keys(shape(spec), rows(spec, range), consumer);
    }

    Borders borders(EmbedSpec spec, KeyRange range, int batchSize, int maxBatches) {
        return mysql.borders(shape(spec), rows(spec, range), batchSize, maxBatches);
    }

    long count(EmbedSpec spec, KeyRange range) {
        return mysql.countOf(shape(spec), rows(spec, range));
    }

    private Rows rows(EmbedSpec spec, KeyRange range) {
        if (range.changedSince() == null) {
            return Rows.of(range);
        }
        if (spec.updatedColumn() == null) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "what changed since " + range.changedSince() + " in table " + spec.table()
                            + " can't be found without the column that says so: set MYSQL_UPDATED_COLUMN again, or"
                            + " begin a new job with --fresh");
        }
        return Rows.changed(range, shape(spec).updatedColumn(spec.updatedColumn()));
    }

    List<SourceRecord> read(EmbedSpec spec, Collection<SourceKey> keys) {
        TableShape shape = shape(spec);
        String text = shape.textColumn(spec.textColumn());
        return mysql.read(shape, shape.payloadColumns(spec.payloadColumns(), text), text, keys);
    }
}
