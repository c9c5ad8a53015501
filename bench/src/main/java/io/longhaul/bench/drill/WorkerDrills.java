package io.longhaul.bench.drill;

import io.longhaul.bench.lab.JavaProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What befalls workers and the starter. */
final class WorkerDrills {

    private static final int WORKERS = 3;

    private WorkerDrills() {}

    static List<Drill<Trial>> all() {
        return List.of(
                new Drill<>("kill-worker", "kill -9 of one worker of three", WorkerDrills::killOne),
                new Drill<>("kill-workers", "kill -9 of all workers", WorkerDrills::killAll),
                new Drill<>("kill-starter", "kill -9 of the starter, with the worker in it", WorkerDrills::killStarter),
                new Drill<>("rolling-deploy", "SIGTERM of each worker in turn", WorkerDrills::roll));
    }

    private static void killOne(Trial trial) throws Exception {
        trial.fleet().staff(WORKERS);
        trial.pace(Duration.ofSeconds(trial.size().times(60, 6)));
        trial.mayPayAgain(Trial.IN_FLIGHT * Trial.BATCH);
        trial.migration().start();
        trial.injure(trial.size().times(10, 1), () -> {
            trial.fleet().remove(trial.random().nextInt(WORKERS)).kill();
            trial.fleet().add();
        });
    }

    private static void killAll(Trial trial) throws Exception {
        trial.fleet().staff(WORKERS);
        trial.pace(Duration.ofSeconds(trial.size().times(30, 4)));
        trial.mayPayAgain(Trial.IN_FLIGHT * Trial.BATCH);
        trial.migration().start();
        trial.injure(trial.size().times(3, 1), () -> {
            trial.fleet().killAll();
            trial.fleet().staff(WORKERS);
        });
    }

    private static void killStarter(Trial trial) throws Exception {
        trial.fleet().staff(1);
        trial.pace(Duration.ofSeconds(trial.size().times(40, 6)));
        trial.mayPayAgain(Trial.IN_FLIGHT * Trial.BATCH);
        Deque<JavaProcess> starters = new ArrayDeque<>(List.of(trial.startAttached()));
        trial.injure(trial.size().times(3, 1), () -> {
            starters.remove().kill();
            starters.add(trial.startAttached());
        });
        if (!starters.remove().awaitEnd(120)) {
            trial.complain("the last starter did not see the end");
        }
    }

    private static void roll(Trial trial) throws Exception {
        trial.fleet().staff(WORKERS);
        trial.pace(Duration.ofSeconds(trial.size().times(60, 15)));
        trial.migration().start();
        trial.injure(trial.size().times(6, 2), () -> {
            // As a deployment does: the new one first.
            trial.fleet().add();
            trial.fleet().remove(0).terminate();
        });
        trial.migration().awaitEnd(Duration.ofMinutes(3));
        List<String> again = trial.migration().repeatedAttempts();
        if (!again.isEmpty()) {
            trial.complain("attempts of batches' steps were lost: " + again);
        }
    }
}
