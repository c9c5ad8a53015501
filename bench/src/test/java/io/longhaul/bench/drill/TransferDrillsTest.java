package io.longhaul.bench.drill;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What befalls a SQLite file on its way into PostgreSQL, in short. */
@Timeout(300)
class TransferDrillsTest {

    @RegisterExtension
    static final ShortDrills<Transfer> DRILLS = ShortDrills.of(Trade.RELATIONAL);

    static List<String> names() {
        return DRILLS.names();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("names")
    void noRowIsLostOrMovedTwice(String name) {
        DRILLS.run(name);
    }
}
