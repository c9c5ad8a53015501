package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.report.Options;
import io.longhaul.bench.report.Table;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/** {@code bench/drills}: injures running migrations in every way we know, and says what came of it. */
public final class Drills {

    private static final String USAGE = """
            usage: bench/drills [--short] [--seed N] [--only NAME[,NAME ...]] [--markdown FILE]
              --short     fewer records and faults, in a few minutes
              --seed      decides when and whom the faults befall; printed, so that a run can be repeated
              --only      these drills alone
              --markdown  puts the table into this file's section "Drills" as well""";

    private Drills() {}

    static List<Drill> all() {
        return Stream.of(
                        WorkerDrills.all(),
                        EmbeddingDrills.all(),
                        ServiceDrills.all(),
                        NetworkDrills.all(),
                        SteeringDrills.all(),
                        SourceDrills.all())
                .flatMap(List::stream)
                .toList();
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args, USAGE, List.of("--short"), List.of("--seed", "--only", "--markdown"));
        long seed = options.number("--seed", System.nanoTime() % 1_000_000);
        List<Drill> chosen = options.chosen("--only", all(), Drill::name);
        Trial.Size size = options.has("--short") ? Trial.Size.SHORT : Trial.Size.FULL;
        // gRPC says by it which sockets it uses.
        LogManager.getLogManager().reset();
        System.out.println("seed " + seed + ", " + size.rows() + " records, batches of " + Trial.BATCH);
        List<Outcome> outcomes = new ArrayList<>();
        try (Lab lab = Lab.start()) {
            for (Drill drill : chosen) {
                outcomes.add(run(lab, drill, size, seed, System.out));
            }
        }
        Table table =
                new Table(Outcome.COLUMNS, outcomes.stream().map(Outcome::cells).toList());
        System.out.println(table.text());
        options.markdown(
                "Drills",
                "Seed " + seed + ", " + size.rows() + " records each, batches of " + Trial.BATCH + ", "
                        + Trial.IN_FLIGHT + " in flight.",
                table);
        System.exit(outcomes.stream().allMatch(Outcome::passed) ? 0 : 1);
    }

    /** Each drill draws from the seed and its own name, so that it is the same alone as among others. */
    static Outcome run(Lab lab, Drill drill, Trial.Size size, long seed, PrintStream log) throws Exception {
        log.println("  " + drill.name() + " ...");
        long begun = System.nanoTime();
        try (Trial trial = new Trial(
                lab, drill.name(), size, new Random(seed ^ drill.name().hashCode()), log)) {
            try {
                drill.course().run(trial);
            } catch (IllegalStateException e) {
                trial.complain(String.valueOf(e.getMessage()));
            }
            Outcome outcome = trial.judge(drill, Duration.ofNanos(System.nanoTime() - begun));
            log.printf(
                    "  %s: %s, %d s%n",
                    drill.name(), outcome.cells(), outcome.took().toSeconds());
            return outcome;
        }
    }
}
