package io.longhaul.bench.drill;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What befalls the services and the network to them, in short. */
@Timeout(300)
class ServiceDrillsTest {

    @RegisterExtension
    static final ShortDrills<Trial> DRILLS =
            ShortDrills.ofMainJob(List.of(ServiceDrills.all(), NetworkDrills.all(), SourceDrills.all()));

    static List<String> names() {
        return DRILLS.names();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("names")
    void noRecordIsLostOrMovedTwice(String name) {
        DRILLS.run(name);
    }
}
