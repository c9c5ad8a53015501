package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.report.Options;
import io.longhaul.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
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
        try (Lab lab = Lab.start();
                Exercise exercise = new Exercise(lab, size, seed, Drills::say)) {
            for (Drill drill : chosen) {
                outcomes.add(exercise.run(drill));
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

    private static void say(String line) {
        System.out.println(line);
    }
}
