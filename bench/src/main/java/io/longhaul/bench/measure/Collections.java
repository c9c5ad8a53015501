package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A durable run of a collection of Chroma against the way by Chroma's and langchain-postgres's own clients. */
final class Collections {

    private static final int RECORDS = 50_000;
    private static final int FEW = 5_000;

    /** What so many records get where nobody asks for another. */
    private static final int USUAL = 5_000;

    private static final List<Integer> OTHERS = List.of(1_000, 2_000);

    private Collections() {}

    static List<Measure<CollectionBench>> all() {
        return List.of(new Measure<>("collection", Collections::collection));
    }

    private static List<Figure> collection(CollectionBench bench) throws Exception {
        int records = bench.scaled(RECORDS);
        int few = bench.scaled(FEW);
        long fewPeak;
        try (JavaProcess worker = bench.worker()) {
            fewPeak = bench.durable(few, USUAL, worker).peakMegabytes();
        }
        double langchain = Double.POSITIVE_INFINITY;
        List<Figure> bySize = new ArrayList<>();
        try (JavaProcess worker = bench.worker()) {
            Transferred cold = bench.durable(records, USUAL, worker);
            Transferred best = cold;
            for (int round = 0; round < bench.rounds(); round++) {
                langchain = Math.min(langchain, bench.langchain(records));
                best = best.orFaster(bench.durable(records, USUAL, worker));
            }
            String what = String.format(Locale.ROOT, "%,d vectors of %,d, ", records, CollectionBench.DIMENSIONS);
            String beside = String.format(
                    Locale.ROOT,
                    "langchain-postgres %.1f s, %,.0f a second; durable %s; in a new worker: %s",
                    langchain,
                    records / langchain,
                    best.describe(),
                    cold.describe());
            for (int size : OTHERS) {
                Transferred other = bench.durable(records, size, worker);
                bySize.add(Figure.only(
                        what + String.format(Locale.ROOT, "batches of %,d ÷ langchain-postgres", size),
                        Figure.number(langchain / other.copy()),
                        other.describe()));
            }
            List<Figure> figures = new ArrayList<>(List.of(
                    Figure.atLeast(
                            what + String.format(Locale.ROOT, "batches of %,d ÷ langchain-postgres", USUAL),
                            5,
                            langchain / best.copy(),
                            beside),
                    Figure.only(
                            what + "with verification of all ÷ langchain-postgres, which has none",
                            Figure.number(langchain / best.whole()),
                            best.describe())));
            figures.addAll(bySize);
            figures.add(Figure.atMost(
                    String.format(Locale.ROOT, "worker's peak memory, %,d and %,d vectors", few, records),
                    1.2,
                    cold.peakMegabytes() / (double) Math.max(1, fewPeak),
                    "resident " + fewPeak + " and " + cold.peakMegabytes() + " MB"));
            return figures;
        }
    }
}
