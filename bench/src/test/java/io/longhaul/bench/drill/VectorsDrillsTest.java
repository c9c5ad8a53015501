package io.longhaul.bench.drill;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What befalls a collection of Chroma on its way into pgvector, in short. */
@Timeout(300)
@EnabledIf(value = "io.longhaul.embedded.python.PythonPackages#possible", disabledReason = "there is no Python here")
class VectorsDrillsTest {

    private static ShortDrills<Transfer> drills;

    @BeforeAll
    static void startServices() throws Exception {
        drills = ShortDrills.of(Trade.VECTORS);
    }

    @AfterAll
    static void stopServices() {
        drills.close();
    }

    static List<String> names() {
        return ShortDrills.of(List.of(Trade.VECTORS.briefDrills()));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("names")
    void noRecordIsLostOrMovedTwice(String name) {
        drills.run(name);
    }
}
