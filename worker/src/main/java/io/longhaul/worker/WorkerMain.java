package io.longhaul.worker;

import io.longhaul.activities.MigrationException;
import io.longhaul.worker.observe.Telemetry;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.KnownRecipe;
import io.longhaul.worker.settings.LogFormat;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsException;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.FailureKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker process: polls, and nothing else. It waits a while for Temporal and the ledger, and ends by SIGTERM or SIGINT,
 * after its running activities.
 */
public final class WorkerMain {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);

    /** As in the starter: a usage or configuration error. */
    private static final int MISCONFIGURED = 2;

    /** Services that start beside a worker, or are busy as everything starts, take no longer. */
    private static final Duration STARTING = Duration.ofMinutes(2);

    private WorkerMain() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            run(new SettingsReader(Path.of("").toAbsolutePath(), System.getenv()).read());
        } catch (SettingsException | MigrationException e) {
            System.err.println("worker: " + e.getMessage());
            System.exit(MISCONFIGURED);
        }
    }

    private static void run(Settings settings) throws InterruptedException {
        requireEnough(settings);
        Logs.use(settings.logFormat());
        WorkerSlots slots = WorkerSlots.of(settings.slots());
        Telemetry telemetry = Telemetry.of(!settings.metrics().off(), System.getenv());
        Clients clients = new Clients(settings, slots);
        Patience patience = new Patience(STARTING);
        patience.with(() -> {
            clients.database().migrate();
            return Boolean.TRUE;
        });
        TemporalConnection temporal =
                patience.with(() -> TemporalConnection.open(settings.temporal(), Workers.identity(), telemetry));
        Workers workers = Workers.start(clients, temporal.client(), slots, telemetry, settings.deployment());
        Status status = Status.serve(settings.metrics(), telemetry, clients, temporal, workers);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            LOG.info("worker stops: identity={}", Workers.identity());
                            drain(workers, temporal);
                            workers.close();
                            status.close();
                            temporal.close();
                            clients.close();
                            telemetry.close();
                            ended.countDown();
                        },
                        "shutdown"));
        LOG.info(
                "worker polls: identity={} temporal={} recipes={} slots={}",
                Workers.identity(),
                settings.temporal(),
                recipes(clients),
                slots);
        if (settings.logFormat() == LogFormat.JSON) {
            LOG.info("{}", status.describe());
        } else {
            System.out.println(greeting(settings, clients, status));
        }
        ended.await();
    }

    /** The ledger and Temporal are needed by all; of the recipes, those are served that have their services. */
    static void requireEnough(Settings settings) {
        Set<Backend> always = EnumSet.of(Backend.POSTGRES, Backend.TEMPORAL);
        always.retainAll(settings.missing());
        if (always.isEmpty() && !settings.served().isEmpty()) {
            return;
        }
        String missing = always.isEmpty()
                ? Arrays.stream(KnownRecipe.values())
                        .map(recipe -> recipe.lacking(settings.missing()).stream()
                                        .map(some -> words(some, " or "))
                                        .collect(Collectors.joining(" and "))
                                + " for the recipe " + recipe.word())
                        .collect(Collectors.joining(", or "))
                : words(always, " and ");
        throw new MigrationException(
                FailureKind.INVALID_SPEC,
                "no settings for " + missing
                        + ": set them, or start it beside a running embedded stack, in the same directory");
    }

    private static String words(Set<Backend> backends, String between) {
        return backends.stream().map(Backend::word).collect(Collectors.joining(between));
    }

    /** As in a rolling deploy, where the others go on: no step is to be lost by this one's end. */
    private static void drain(Workers workers, TemporalConnection temporal) {
        workers.stopPolling();
        try {
            temporal.awaitPolls();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String recipes(Clients clients) {
        return clients.served().stream().map(KnownRecipe::word).sorted().collect(Collectors.joining(", "));
    }

    private static String greeting(Settings settings, Clients clients, Status status) {
        return "worker " + Workers.identity() + " polls " + settings.temporal().address() + " for "
                + recipes(clients) + "; " + status.describe()
                + "; stop it with Ctrl-C or SIGTERM";
    }
}
