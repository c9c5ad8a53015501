package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.TcpProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The network between workers and one service is cut, or slow. The starter has a good one. */
final class NetworkDrills {

    private static final int IN_FLIGHT_TEXTS = Trial.IN_FLIGHT * Trial.BATCH;

    private NetworkDrills() {}

    static List<Drill> all() {
        List<Drill> drills = new ArrayList<>();
        drills.addAll(
                of("qdrant", "Qdrant", "QDRANT_URL", 0, lab -> lab.qdrant().port()));
        drills.addAll(of("mysql", "MySQL", "MYSQL_PORT", 0, lab -> lab.mysql().port()));
        // An answer that was paid for can't be stored, or is cut itself.
        drills.addAll(of("ledger", "the ledger", "LEDGER_URL", IN_FLIGHT_TEXTS, lab -> lab.postgres()
                .port()));
        drills.addAll(of("api", "the embeddings API", "OPENAI_BASE_URL", IN_FLIGHT_TEXTS, null));
        drills.addAll(of("cluster", "Temporal", "TEMPORAL_ADDRESS", IN_FLIGHT_TEXTS, lab -> lab.temporal()
                .port()));
        return drills;
    }

    private static List<Drill> of(
            String name, String label, String setting, int paidAgain, @Nullable ToIntFunction<Lab> port) {
        return List.of(
                new Drill("cut-" + name, "network to " + label + " cut for some seconds", trial -> {
                    trial.mayPayAgain(paidAgain);
                    through(
                            trial,
                            setting,
                            port,
                            proxy -> trial.injure(trial.size().times(4, 1), () -> {
                                proxy.cut();
                                Thread.sleep(1_000 + trial.random().nextInt(4_000));
                                proxy.mend();
                            }));
                }),
                new Drill("slow-" + name, "network to " + label + " slow: 50 ms for each 16 KiB", trial -> {
                    trial.mayPayAgain(paidAgain);
                    through(
                            trial,
                            setting,
                            port,
                            proxy -> trial.injure(trial.size().times(2, 1), () -> {
                                proxy.slow(Duration.ofMillis(50));
                                Thread.sleep(trial.size().times(10_000, 3_000));
                                proxy.mend();
                            }));
                }));
    }

    private interface Course {
        void run(TcpProxy proxy) throws Exception;
    }

    private static void through(Trial trial, String setting, @Nullable ToIntFunction<Lab> service, Course course)
            throws Exception {
        int port =
                service == null ? URI.create(trial.embeddings().baseUrl()).getPort() : service.applyAsInt(trial.lab());
        try (TcpProxy proxy = TcpProxy.to(port)) {
            trial.settings()
                    .computeIfPresent(
                            setting,
                            (name, value) -> value.replaceFirst("(^|:)" + port + "(/|$)", "$1" + proxy.port() + "$2"));
            trial.startWorkers(2);
            trial.pace(Duration.ofSeconds(trial.size().times(25, 6)));
            trial.migration().start();
            course.run(proxy);
            // What was cut may be tried again through the same proxy until the end.
            trial.migration().awaitEnd(Duration.ofMinutes(4));
        }
    }
}
