package io.longhaul.starter.services;

import io.grpc.StatusRuntimeException;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.activities.openai.EmbeddingModel;
import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.ModelSettings;
import io.longhaul.worker.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** Looks at all that a migration will need before anything is written, and reports every problem. */
public final class Preflight {

    private final Services services;
    private final Settings settings;
    private final List<String> problems = new ArrayList<>();

    public Preflight(Services services) {
        this.services = services;
        this.settings = services.settings();
    }

    /** Whether the table is there, with its columns, a key and a row. */
    public Preflight source() {
        return look(() -> {
            MysqlSource source = services.mysql();
            TableShape shape = source.shape(settings.table().table());
            requireColumn(shape, "MYSQL_TEXT_COLUMN", settings.table().textColumn());
            settings.table().payloadColumns().forEach(column -> requireColumn(shape, "MYSQL_PAYLOAD_COLUMNS", column));
            if (settings.table().updatedColumn() != null) {
                shape.updatedColumn(settings.table().updatedColumn());
            }
            if (source.first(shape).isEmpty()) {
                problems.add("table " + shape.name() + " is empty: name another in MYSQL_TABLE");
            }
        });
    }

    private void requireColumn(TableShape shape, String setting, String column) {
        if (shape.columns().stream().noneMatch(it -> it.name().equalsIgnoreCase(column))) {
            problems.add("table " + shape.name() + " has no column " + column + ": name one of "
                    + String.join(
                            ", ", shape.columns().stream().map(it -> it.name()).toList()) + " in " + setting);
        }
    }

    /** Whether the collection, if it is there, takes the model's vectors. */
    public Preflight sink() {
        return look(() -> services.qdrant()
                .check(
                        settings.collection(),
                        settings.model().dimensions(),
                        settings.model().name()));
    }

    /**
     * Whether the endpoint takes the key and knows the model. It costs the embedding of one word, so it is for a first
     * run; the embedded endpoint needs none.
     */
    public Preflight embeddings() {
        if (settings.embedded(Backend.EMBEDDINGS)) {
            return this;
        }
        ModelSettings model = settings.model();
        return look(() ->
                services.embedder().request(EmbeddingModel.of(model.name(), model.dimensions()), List.of("test")));
    }

    /** Whether Temporal answers and knows the namespace. */
    public Preflight temporal() {
        return look(() -> {
            try {
                Namespace.describe(services.temporal());
            } catch (StatusRuntimeException e) {
                problems.add(Namespace.problem(settings.temporal(), e));
            }
        });
    }

    private Preflight look(Runnable at) {
        try {
            at.run();
        } catch (MigrationException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return this;
    }

    /** @throws Refusal with every problem */
    public void orRefuse() {
        if (!problems.isEmpty()) {
            throw Refusal.usage(String.join("\n", problems));
        }
    }
}
