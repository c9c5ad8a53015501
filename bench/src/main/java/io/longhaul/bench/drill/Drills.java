package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.report.Options;
import io.longhaul.bench.report.Table;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/** {@code bench/drills}: injures running migrations in every way we know, and says what came of it. */
public final class Drills {

    private static final String USAGE = """
            usage: bench/drills [relational|vectors|backfill|repartition] [--short] [--seed N] [--only NAME[,NAME ...]] [--markdown FILE]
              relational  of SQLite files on their way into PostgreSQL; without any, of the main job
              vectors     of collections of Chroma on their way into pgvector
              backfill    of live tables whose columns are filled
              repartition of live tables that take another layout
              --short     fewer records and faults, in a few minutes
              --seed      decides when and whom the faults befall; printed, so that a run can be repeated
              --only      these drills alone
              --markdown  puts the table into this file's section as well""";

    private Drills() {}

    static List<Drill<Trial>> all() {
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
        Optional<Trade> trade = Trade.ALL.stream()
                .filter(known -> args.length > 0 && known.recipe().equals(args[0]))
                .findFirst();
        Options options = Options.parse(
                trade.isPresent() ? Arrays.copyOfRange(args, 1, args.length) : args,
                USAGE,
                List.of("--short"),
                List.of("--seed", "--only", "--markdown"));
        long seed = options.number("--seed", System.nanoTime() % 1_000_000);
        boolean full = !options.has("--short");
        // gRPC says by it which sockets it uses.
        LogManager.getLogManager().reset();
        boolean passed = trade.isPresent() ? of(trade.get(), options, seed, full) : embed(options, seed, full);
        System.exit(passed ? 0 : 1);
    }

    private static boolean embed(Options options, long seed, boolean full) throws Exception {
        Trial.Size size = full ? Trial.Size.FULL : Trial.Size.SHORT;
        String what = "Seed " + seed + ", " + size.rows() + " records each, batches of " + Trial.BATCH + ", "
                + Trial.IN_FLIGHT + " in flight.";
        List<Drill<Trial>> chosen = options.chosen("--only", all(), Drill::name);
        System.out.println(what);
        try (Lab lab = Lab.start(Lab.EMBED);
                Exercise<Trial> exercise = Trial.exercise(lab, size, seed, Drills::say)) {
            return told(options, "Drills", what, Trial.columns(), run(exercise, chosen));
        }
    }

    private static boolean of(Trade trade, Options options, long seed, boolean full) throws Exception {
        Transfer.Size size = full ? Transfer.Size.FULL : Transfer.Size.SHORT;
        String what = "Seed " + seed + ", " + trade.describe(size);
        List<Drill<Transfer>> chosen = options.chosen("--only", trade.drills(), Drill::name);
        System.out.println(what);
        try (Lab lab = Lab.start(trade.services());
                Exercise<Transfer> exercise = Transfer.exercise(lab, trade, size, seed, Drills::say)) {
            return told(options, "Drills of " + trade.recipe(), what, Transfer.columns(), run(exercise, chosen));
        }
    }

    private static <T extends Exercise.Judged> List<Outcome> run(Exercise<T> exercise, List<Drill<T>> drills) {
        return drills.stream().map(exercise::run).toList();
    }

    private static boolean told(
            Options options, String section, String what, List<String> columns, List<Outcome> outcomes)
            throws IOException {
        Table table = new Table(columns, outcomes.stream().map(Outcome::cells).toList());
        System.out.println(table.text());
        options.markdown(section, what, table);
        return outcomes.stream().allMatch(Outcome::passed);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
