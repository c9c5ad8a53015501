package io.longhaul.bench.drill;

import java.util.List;

/** What befalls a table that takes another layout, besides {@link LiveDrills#all}: faults at the swap. */
final class RepartitionDrills {

    private RepartitionDrills() {}

    static List<Drill<Transfer>> all() {
        return List.of(
                TransferDrills.drill(
                        "swap-kill",
                        "kill -9 of all workers between the statements of the swap",
                        transfer -> atSwap(transfer, () -> {
                            transfer.fleet().killAll();
                            transfer.fleet().staff(LiveDrills.WORKERS);
                        })),
                TransferDrills.drill(
                        "swap-target",
                        "kill -9 of the target between the statements of the swap",
                        transfer -> atSwap(transfer, () -> {
                            transfer.lab().targetServer().kill();
                            transfer.lab().targetServer().restart();
                        })));
    }

    private static void atSwap(Transfer transfer, Injuries.Fault fault) throws Exception {
        transfer.fleet().staff(LiveDrills.WORKERS);
        transfer.network().slow(LiveDrills.BRISK);
        transfer.migration().start();
        if (!LiveDrills.reached(transfer.migration(), "finish")) {
            transfer.complain("it was not seen in phase finish");
            return;
        }
        String locked = "SELECT count(*) FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock' AND relation = '"
                + transfer.migration().name() + "'::regclass";
        while (LiveDrills.number(transfer, locked) == 0) {
            if (transfer.migration().ended()) {
                transfer.complain("no swap was seen");
                return;
            }
        }
        Thread.sleep(transfer.random().nextInt(150));
        fault.inject();
        transfer.injuries().count(1);
        transfer.network().mend();
    }
}
