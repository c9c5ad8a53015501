package io.longhaul.bench.measure;

import io.longhaul.embedded.embeddings.LocalEmbeddings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A durable run against a plain loop. */
final class Throughput {

    private static final int LATENCY_BOUND = 20_000;
    private static final int PROCESSOR_BOUND = 5_000;

    private Throughput() {}

    static List<Measure<Bench>> all() {
        return List.of(
                new Measure<>(
                        "latency", bench -> List.of(compare(bench, "latency-bound, 4 requests in flight", 4, 0.90))),
                new Measure<>(
                        "latency16", bench -> List.of(compare(bench, "latency-bound, 16 requests in flight", 16, 0))),
                new Measure<>("local", bench -> List.of(local(bench))));
    }

    private static Figure compare(Bench bench, String what, int requests, double goal) throws Exception {
        int rows = bench.scaled(LATENCY_BOUND);
        Plain plain = bench.plain("plain", rows, requests, bench.settings());
        Durable durable = bench.durable(
                "durable", new Bench.Setup(rows, bench.batch(), inFlight(requests), 1, requests, bench.settings()));
        double ratio = durable.perSecond() / plain.perSecond();
        String details = durable.describe() + "; " + plain.describe();
        String measure = "durable ÷ plain, " + what;
        return goal > 0
                ? Figure.atLeast(measure, goal, ratio, details)
                : Figure.only(measure, Figure.number(ratio), details);
    }

    /** Batches in flight: those that are read or written while others wait for the API. */
    private static int inFlight(int requests) {
        return 2 * requests;
    }

    private static Figure local(Bench bench) throws Exception {
        int rows = bench.scaled(PROCESSOR_BOUND);
        try (LocalEmbeddings model = LocalEmbeddings.start(0, null)) {
            model.awaitReady();
            Map<String, String> settings = new HashMap<>(bench.settings());
            settings.put("OPENAI_BASE_URL", model.baseUrl());
            settings.put("EMBEDDING_MODEL", LocalEmbeddings.MODEL);
            settings.put("EMBEDDING_DIMENSIONS", Integer.toString(LocalEmbeddings.DIMENSIONS));
            Plain plain = bench.plain("plain", rows, 4, settings);
            Durable durable = bench.durable("durable", new Bench.Setup(rows, bench.batch(), 4, 1, 4, settings));
            return Figure.atLeast(
                    "durable ÷ plain, local embeddings",
                    0.75,
                    durable.perSecond() / plain.perSecond(),
                    durable.describe() + "; " + plain.describe());
        }
    }
}
