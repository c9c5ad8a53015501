package io.longhaul.activities.postgres;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerVersionTest {

    @Test
    void aServerThatIsTooOldForLiveTablesIsRefusedByItsVersion() {
        for (int number : new int[] {140_000, 140_022, 180_006}) {
            assertThatCode(() -> new ServerVersion(number).requireForLiveTables("here:5432/shop"))
                    .doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> new ServerVersion(130_022).requireForLiveTables("here:5432/shop"))
                .hasMessage(
                        "PostgreSQL at here:5432/shop is of version 13.22, and a table that is in use is changed by 14"
                                + " or newer only: upgrade that server, or name another by TARGET_URL");
        assertThatThrownBy(() -> new ServerVersion(90_624).requireForLiveTables("here:5432/shop"))
                .hasMessageContaining("is of version 9.6.24,");
    }
}
