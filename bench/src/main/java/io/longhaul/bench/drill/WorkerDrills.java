package io.longhaul.bench.drill;

import io.longhaul.bench.lab.JavaProcess;
import java.time.Duration;
import java.util.List;

/** What befalls workers and the starter. */
final class WorkerDrills {

    private static final int WORKERS = 3;

    private WorkerDrills() {}

    static List<Drill> all() {
        return List.of(
                new Drill("kill-worker", "kill -9 of one worker of three", WorkerDrills::killOne),
                new Drill("kill-workers", "kill -9 of all workers", WorkerDrills::killAll),
                new Drill("kill-starter", "kill -9 of the starter, with the worker in it", WorkerDrills::killStarter),
                new Drill("rolling-deploy", "SIGTERM of each worker in turn", WorkerDrills::roll));
    }

    private static void killOne(Trial trial) throws Exception {
        trial.startWorkers(WORKERS);
        trial.pace(Duration.ofSeconds(trial.size().times(60, 10)));
        trial.mayPayAgain(Trial.IN_FLIGHT * Trial.BATCH);
        trial.migration().start();
        trial.injure(trial.size().times(10, 2), () -> {
            JavaProcess victim = trial.workers().remove(trial.random().nextInt(WORKERS));
            victim.kill();
            trial.startWorkers(1);
        });
    }

    private static void killAll(Trial trial) throws Exception {
        trial.startWorkers(WORKERS);
        trial.pace(Duration.ofSeconds(trial.size().times(30, 8)));
        trial.mayPayAgain(Trial.IN_FLIGHT * Trial.BATCH);
        trial.migration().start();
        trial.injure(trial.size().times(3, 1), () -> {
            for (JavaProcess worker : trial.workers()) {
                worker.kill();
            }
            trial.workers().clear();
            trial.startWorkers(WORKERS);
        });
    }

    private static void killStarter(Trial trial) throws Exception {
        trial.startWorkers(1);
        trial.pace(Duration.ofSeconds(trial.size().times(40, 12)));
        trial.mayPayAgain(Trial.IN_FLIGHT * Trial.BATCH);
        trial.workers().add(trial.migration().startAttached());
        trial.injure(trial.size().times(3, 1), () -> {
            trial.workers().remove(1).kill();
            trial.workers().add(trial.migration().startAttached());
        });
        JavaProcess last = trial.workers().get(1);
        if (!last.awaitEnd(120)) {
            trial.complain("the last starter did not see the end");
        }
    }

    private static void roll(Trial trial) throws Exception {
        trial.startWorkers(WORKERS);
        trial.pace(Duration.ofSeconds(trial.size().times(45, 12)));
        trial.migration().start();
        trial.injure(trial.size().times(6, 2), () -> {
            // As a deployment does: the new one first.
            trial.startWorkers(1);
            trial.workers().remove(0).terminate();
        });
        trial.migration().awaitEnd(Duration.ofMinutes(3));
        long again = trial.ledger().number("""
                        select count(*) from ingestion_batch b join ingestion_job j on j.id = b.job_id
                        where j.name = ? and b.attempts > 1""", trial.migration().name());
        if (again > 0) {
            trial.complain(again + " batches were fetched again");
        }
    }
}
