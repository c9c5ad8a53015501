package io.longhaul.starter.services;

import io.longhaul.embedded.EmbeddedStack;
import io.longhaul.embedded.Service;
import io.longhaul.embedded.StackInUse;
import io.longhaul.embedded.temporal.TemporalOptions;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings with every service that a command needs: named, of a stack that runs already, or started here and stopped
 * with it.
 */
final class Stack implements AutoCloseable {

    /** Another command may have the stack for a moment, to answer a question. */
    private static final int TRIES = 30;

    private static final long BETWEEN_TRIES_MS = 1_000;

    private final Settings settings;
    private final @Nullable EmbeddedStack own;

    private Stack(Settings settings, @Nullable EmbeddedStack own) {
        this.settings = settings;
        this.own = own;
    }

    /** @param pgvector whether the PostgreSQL that takes the data needs it */
    static Stack open(
            Invocation invocation,
            SettingsReader reader,
            Set<Backend> needed,
            boolean pgvector,
            Consumer<String> notices) {
        StackInUse inUse = null;
        for (int i = 0; i < TRIES; i++) {
            Settings settings = reader.read();
            Set<Backend> missing = EnumSet.noneOf(Backend.class);
            missing.addAll(settings.missing());
            missing.retainAll(needed);
            if (missing.isEmpty()) {
                return new Stack(settings, null);
            }
            try {
                notices.accept("Starting " + names(missing, pgvector) + " in " + invocation.data() + " ...");
                EmbeddedStack own = EmbeddedStack.start(
                        invocation.data(),
                        services(missing, pgvector),
                        new TemporalOptions(SearchAttributes.types(), List.of()),
                        notices);
                return started(own, reader, notices);
            } catch (StackInUse e) {
                if (inUse == null) {
                    notices.accept("Waiting for process " + e.owner() + ", which has " + invocation.data());
                }
                inUse = e;
            }
            if (invocation.interruption().await(BETWEEN_TRIES_MS)) {
                break;
            }
        }
        throw Refusal.usage(inUse == null ? "interrupted" : String.valueOf(inUse.getMessage()));
    }

    private static Stack started(EmbeddedStack own, SettingsReader reader, Consumer<String> notices) {
        boolean usable = false;
        try {
            Settings settings = reader.stack(own.settings()).read();
            own.addresses()
                    .forEach((service, place) ->
                            notices.accept("Started %-16s at %s".formatted(service.label(), place)));
            usable = true;
            return new Stack(settings, own);
        } finally {
            if (!usable) {
                own.close();
            }
        }
    }

    private static String names(Set<Backend> backends, boolean pgvector) {
        return services(backends, pgvector).stream().map(Service::label).collect(Collectors.joining(", "));
    }

    private static Set<Service> services(Set<Backend> backends, boolean pgvector) {
        boolean vectors = backends.contains(Backend.TARGET) && pgvector;
        return backends.stream()
                .map(backend -> service(backend, vectors))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Service.class)));
    }

    /** One PostgreSQL serves the ledger and takes data. */
    private static Service service(Backend backend, boolean vectors) {
        return switch (backend) {
            case MYSQL -> Service.MYSQL;
            case POSTGRES, TARGET -> vectors ? Service.PGVECTOR : Service.POSTGRES;
            case TEMPORAL -> Service.TEMPORAL;
            case QDRANT -> Service.QDRANT;
            case EMBEDDINGS -> Service.EMBEDDINGS;
            case SOURCE -> throw Refusal.usage("SOURCE_URL is missing: name the PostgreSQL to read from");
            case CHROMA -> Service.CHROMA;
        };
    }

    Settings settings() {
        return settings;
    }

    /** Whether this command started it, so that it ends with it. */
    boolean isOwn() {
        return own != null;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
