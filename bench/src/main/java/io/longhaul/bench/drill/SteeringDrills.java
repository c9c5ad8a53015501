package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Collection;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
import io.longhaul.bench.lab.SourceTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Users who change their minds, and several at once. */
final class SteeringDrills {

    /** When the first of two equal migrations ends, the other must have come so far at least. */
    private static final double FAIR = 0.4;

    private SteeringDrills() {}

    static List<Drill<Trial>> all() {
        return List.of(
                new Drill<>("cancel-resume", "cancel and resume in a row", SteeringDrills::cancelAndResume),
                new Drill<>("two-starters", "two starters at once with one name", SteeringDrills::twoStarters),
                new Drill<>("two-migrations", "two migrations sharing workers", SteeringDrills::twoMigrations));
    }

    private static void cancelAndResume(Trial trial) throws Exception {
        trial.fleet().staff(2);
        trial.pace(Duration.ofSeconds(trial.size().times(150, 8)));
        trial.mayPayAgain(Trial.IN_FLIGHT * Trial.BATCH);
        trial.migration().start();
        for (int i = 0; i < trial.size().times(20, 2); i++) {
            Thread.sleep(300 + trial.random().nextInt(1_500));
            if (trial.migration().ended()) {
                trial.complain("it ended after " + i + " cancels");
                return;
            }
            Lab.Answer cancelled =
                    trial.migration().command("cancel", trial.migration().name());
            String status = trial.migration().await(Set.of("cancelled", "completed"), Duration.ofSeconds(30));
            if (cancelled.exit() != 0 || !status.equals("cancelled")) {
                trial.complain("cancel " + (i + 1) + " left it " + status + ": " + cancelled.err());
                return;
            }
            trial.count(1);
            trial.migration().start();
        }
        // From the last time on it is left alone, and fast.
        trial.embeddings().latency(Duration.ofMillis(200));
        trial.awaitProgress();
    }

    private static void twoStarters(Trial trial) throws Exception {
        trial.fleet().staff(2);
        trial.pace(Duration.ofSeconds(trial.size().times(15, 4)));
        startTwice(trial);
        trial.count(1);
        // Whoever starts it again joins it.
        trial.injure(trial.size().times(4, 1), () -> startTwice(trial));
    }

    private static void startTwice(Trial trial) throws Exception {
        Callable<Lab.Answer> starter = trial.migration()::tryStart;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (Future<Lab.Answer> answer : threads.invokeAll(List.of(starter, starter))) {
                if (answer.get().exit() != 0) {
                    trial.complain("a starter was refused: " + answer.get().err());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void twoMigrations(Trial trial) throws Exception {
        int rows = trial.size().rows();
        String name = trial.migration().name() + "_other";
        SourceTable table = SourceTable.distinct(trial.lab(), name, 2 * rows, rows);
        Migration other = Migration.ofTable(
                trial.lab(),
                name,
                name,
                Trial.BATCH,
                Trial.IN_FLIGHT,
                trial.fleet().settings());
        trial.fleet().staff(2);
        trial.pace(Duration.ofSeconds(trial.size().times(20, 5)));
        trial.migration().start();
        other.start();
        trial.count(1);
        List<Integer> completed = new ArrayList<>(List.of(0, 0));
        while (!trial.migration().ended() && !other.ended()) {
            completed = List.of(trial.migration().completed(), other.completed());
            Thread.sleep(100);
        }
        if (Math.min(completed.get(0), completed.get(1)) < FAIR * trial.size().batches()) {
            trial.complain("one starved: batches completed when the first ended are " + completed);
        }
        String status = other.awaitEnd(Duration.ofMinutes(3));
        Audit audit = Audit.of(
                table, Set.of(), new Collection(trial.lab(), name), trial.ledger(), name, trial.embeddings()::vector);
        if (!status.equals("completed") || !audit.clean()) {
            trial.complain("the other is " + status + ": " + audit);
        }
    }
}
