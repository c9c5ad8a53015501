package io.longhaul.bench.drill;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What befalls the network to the services, and rows that change meanwhile, in short. */
@Timeout(300)
class NetworkDrillsTest {

    @RegisterExtension
    static final ShortDrills<Trial> DRILLS = ShortDrills.ofMainJob(List.of(NetworkDrills.all(), SourceDrills.all()));

    static List<String> names() {
        return DRILLS.names();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("names")
    void noRecordIsLostOrMovedTwice(String name) {
        DRILLS.run(name);
    }
}
