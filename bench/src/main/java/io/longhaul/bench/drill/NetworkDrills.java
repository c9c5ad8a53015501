package io.longhaul.bench.drill;

import io.longhaul.bench.lab.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The network between workers and one service is cut, or slow. The starter has a good one. */
final class NetworkDrills {

    private static final int IN_FLIGHT_TEXTS = Trial.IN_FLIGHT * Trial.BATCH;

    private NetworkDrills() {}

    static List<Drill<Trial>> all() {
        return Stream.of(
                        of("qdrant", Network.Link.QDRANT, 0),
                        of("mysql", Network.Link.MYSQL, 0),
                        of("ledger", Network.Link.LEDGER, 0),
                        // An answer that was paid for is cut itself.
                        of("api", Network.Link.API, IN_FLIGHT_TEXTS),
                        // A heartbeat that can't be delivered lets the server give the batch to another attempt.
                        of("cluster", Network.Link.TEMPORAL, IN_FLIGHT_TEXTS))
                .flatMap(List::stream)
                .toList();
    }

    /** @param paidAgain by a cut; nothing is lost by slowness */
    private static List<Drill<Trial>> of(String name, Network.Link link, int paidAgain) {
        return List.of(
                new Drill<>("cut-" + name, "network to " + link.label() + " cut for some seconds", true, trial -> {
                    trial.mayPayAgain(paidAgain);
                    cut(trial, link);
                }),
                new Drill<>(
                        "slow-" + name,
                        "network to " + link.label() + " slow: 50 ms for each 16 KiB",
                        true,
                        trial -> slow(trial, link)));
    }

    private static TcpProxy begin(Trial trial, Network.Link link) throws Exception {
        trial.fleet().staff(2);
        trial.pace(Duration.ofSeconds(trial.size().times(25, 3)));
        trial.migration().start();
        return trial.fleet().network().to(link);
    }

    private static void cut(Trial trial, Network.Link link) throws Exception {
        TcpProxy proxy = begin(trial, link);
        trial.injure(trial.size().times(4, 1), () -> {
            proxy.cut();
            Thread.sleep(1_000 + trial.random().nextInt(trial.size().times(4_000, 1_000)));
            proxy.mend();
        });
    }

    private static void slow(Trial trial, Network.Link link) throws Exception {
        TcpProxy proxy = begin(trial, link);
        trial.injure(trial.size().times(3, 1), () -> {
            proxy.slow(Duration.ofMillis(50));
            Thread.sleep(trial.size().times(10_000, 2_000));
            proxy.mend();
        });
    }
}
