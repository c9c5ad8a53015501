package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Memos;
import io.longhaul.bench.lab.Shop;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A recipe that moves something into PostgreSQL, or changes it there, and what its drills need.
 *
 * @param recipe as the command line calls it, and as the names of its drills begin
 * @param services of the lab
 * @param settings beside those of the services
 * @param batch records in a batch
 * @param what such records are, for the table
 * @param waits times that a batch waits for the network to the target, about
 * @param loading makes the source of a drill
 * @param courses drills, before their names begin with the recipe
 */
record Trade(
        String recipe,
        Set<Lab.Service> services,
        Map<String, String> settings,
        int batch,
        String what,
        int waits,
        Cargo.Loading loading,
        List<List<Drill<Transfer>>> courses) {

    static final Trade RELATIONAL = new Trade(
            "relational",
            Lab.RELATIONAL,
            Map.of("RELATIONAL_RULES", Shop.RULES),
            ShopCargo.BATCH,
            "rows in three tables",
            15,
            ShopCargo::load,
            List.of(TransferDrills.common(), TransferDrills.ofFiles()));

    static final Trade VECTORS = new Trade(
            "vectors",
            Lab.VECTORS,
            Map.of(),
            MemosCargo.BATCH,
            "vectors of " + Memos.DIMENSIONS,
            15,
            MemosCargo::load,
            List.of(TransferDrills.common(), TransferDrills.ofCollections()));

    static final Trade BACKFILL = new Trade(
            "backfill",
            Lab.RELATIONAL,
            Map.of(),
            BackfillCargo.BATCH,
            "rows of a table with two writers and a reader at work on it",
            70,
            BackfillCargo::load,
            List.of(TransferDrills.common(), LiveDrills.all(), BackfillDrills.all()));

    static final Trade REPARTITION = new Trade(
            "repartition",
            Lab.RELATIONAL,
            Map.of(),
            RepartitionCargo.BATCH,
            "rows of a table with two writers and a reader at work on it",
            35,
            RepartitionCargo::load,
            List.of(TransferDrills.common(), LiveDrills.all(), RepartitionDrills.all()));

    static final List<Trade> ALL = List.of(RELATIONAL, VECTORS, BACKFILL, REPARTITION);

    List<Drill<Transfer>> drills() {
        return courses.stream()
                .flatMap(List::stream)
                .map(drill -> drill.of(recipe))
                .toList();
    }

    /** In words, for the table. */
    String describe(Transfer.Size size) {
        return size.batches() * batch + " " + what + " each, batches of " + batch + ", " + Cargo.IN_FLIGHT
                + " in flight, the network to the target slowed down.";
    }
}
