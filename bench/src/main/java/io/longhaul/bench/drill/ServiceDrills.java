package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Each service killed and started again, and frozen, so that it hangs instead of refusing. */
final class ServiceDrills {

    private ServiceDrills() {}

    static List<Drill<Trial>> all() {
        List<Drill<Trial>> drills = new ArrayList<>();
        // What has been staged is paid for, and what the target's outage keeps waiting is not asked for again.
        drills.addAll(of("qdrant", "LocalQdrant", Lab::qdrant, 0, 0));
        drills.addAll(of("mysql", "MariaDB", Lab::mysql, 0, 0));
        // A crash empties the stage, and with it what is in flight.
        // While it only hangs, what was answered waits to be stored.
        drills.addAll(of("postgres", "Postgres", Lab::postgres, Trial.IN_FLIGHT * Trial.BATCH, 0));
        // A heartbeat that can't be delivered lets the server give the batch to another attempt, which pays too.
        drills.addAll(of(
                "temporal", "Temporal", Lab::temporal, Trial.IN_FLIGHT * Trial.BATCH, Trial.IN_FLIGHT * Trial.BATCH));
        return drills;
    }

    private static List<Drill<Trial>> of(
            String name, String label, Function<Lab, Server> which, int paidAgainByKill, int paidAgainByFreeze) {
        return List.of(
                new Drill<>("kill-" + name, "kill -9 of " + label + ", started again", trial -> {
                    trial.mayPayAgain(paidAgainByKill);
                    kill(trial, which.apply(trial.lab()));
                }),
                new Drill<>("freeze-" + name, label + " stopped for a minute (SIGSTOP)", trial -> {
                    trial.mayPayAgain(paidAgainByFreeze);
                    freeze(trial, which.apply(trial.lab()));
                }));
    }

    private static void begin(Trial trial) throws Exception {
        trial.fleet().staff(2);
        trial.pace(Duration.ofSeconds(trial.size().times(25, 4)));
        trial.migration().start();
    }

    private static void kill(Trial trial, Server server) throws Exception {
        begin(trial);
        trial.injure(trial.size().times(3, 1), () -> {
            server.kill();
            Thread.sleep(500 + trial.random().nextInt(3_000));
            server.restart();
        });
    }

    private static void freeze(Trial trial, Server server) throws Exception {
        begin(trial);
        trial.injure(trial.size().times(3, 1), () -> {
            server.freeze();
            Thread.sleep(trial.size().times(60_000, 12_000));
            server.thaw();
        });
    }
}
