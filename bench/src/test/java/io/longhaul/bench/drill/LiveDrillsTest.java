package io.longhaul.bench.drill;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What befalls a live table, in short: a drill of each recipe, with all that it compares. */
@Timeout(300)
class LiveDrillsTest {

    @RegisterExtension
    static final ShortDrills<Transfer> BACKFILL = ShortDrills.of(Trade.BACKFILL, "backfill-index");

    @RegisterExtension
    static final ShortDrills<Transfer> REPARTITION = ShortDrills.of(Trade.REPARTITION, "repartition-swap-kill");

    static List<String> ofBackfill() {
        return BACKFILL.names();
    }

    static List<String> ofRepartition() {
        return REPARTITION.names();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("ofBackfill")
    void everyRowGetsItsValueAndNoWriteIsLost(String name) {
        BACKFILL.run(name);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("ofRepartition")
    void everyRowIsInItsPartitionAndNoWriteIsLost(String name) {
        REPARTITION.run(name);
    }
}
