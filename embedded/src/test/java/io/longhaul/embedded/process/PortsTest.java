package io.longhaul.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    @TempDir
    Path directory;

    @Test
    void thePortStaysTheSameUntilSomebodyElseHasIt() throws Exception {
        Path file = directory.resolve("port");
        int port = Ports.stable(file);

        assertThat(Ports.stable(file)).isEqualTo(port);
        int other;
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            other = Ports.stable(file);
            assertThat(other).isNotEqualTo(taken.getLocalPort());
        }
        assertThat(Ports.stable(file)).isEqualTo(other);
    }

    @Test
    void aFileWithNonsenseIsReplaced() throws Exception {
        Path file = Files.writeString(directory.resolve("port"), "nonsense");

        assertThat(Ports.stable(file)).isBetween(1024, 65535);
        assertThat(file).content().containsOnlyDigits();
    }
}
