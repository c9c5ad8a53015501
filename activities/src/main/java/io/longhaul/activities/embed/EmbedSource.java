package io.longhaul.activities.embed;

import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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
        mysql.read(shape, shape.payloadColumns(spec.payloadColumns(), text), text, range, records::add);
        return records;
    }

    List<SourceRecord> read(EmbedSpec spec, Collection<SourceKey> keys) {
        TableShape shape = shape(spec);
        String text = shape.textColumn(spec.textColumn());
        return mysql.read(shape, shape.payloadColumns(spec.payloadColumns(), text), text, keys);
    }
}
