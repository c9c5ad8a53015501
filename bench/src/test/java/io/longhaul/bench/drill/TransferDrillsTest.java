package io.longhaul.bench.drill;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What befalls a SQLite file on its way into PostgreSQL, in short. */
@Timeout(300)
class TransferDrillsTest {

    private static ShortDrills<Transfer> drills;

    @BeforeAll
    static void startServices() throws Exception {
        drills = ShortDrills.of(Trade.RELATIONAL);
    }

    @AfterAll
    static void stopServices() {
        drills.close();
    }

    static List<String> names() {
        return ShortDrills.of(List.of(Trade.RELATIONAL.briefDrills()));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("names")
    void noRowIsLostOrMovedTwice(String name) {
        drills.run(name);
    }
}
