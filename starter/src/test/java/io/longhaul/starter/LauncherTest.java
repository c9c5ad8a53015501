package io.longhaul.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/launch.sh}, with a build that only says that it ran. */
@Timeout(60)
class LauncherTest {

    @TempDir
    Path root;

    @BeforeEach
    void aFreshClone() throws IOException {
        Files.createDirectories(root.resolve("starter/src/main"));
        Files.createDirectories(root.resolve("target"));
        Files.writeString(root.resolve("pom.xml"), "");
        script("mvnw", """
                echo build >>"$(dirname "$0")/builds"
                sleep 1
                """);
        script("launch", """
                set -eu
                root=$1
                . %s
                if [ "$2" = no-flock ]; then
                    command() { [ "$2" != flock ]; }
                fi
                module=starter
                stamp=$root/target/built-starter
                is_built || build
                is_built
                """.formatted(
                        Path.of("..", "bin", "launch.sh").toAbsolutePath().normalize()));
    }

    private void script(String name, String text) throws IOException {
        Path script = Files.writeString(root.resolve(name), "#!/bin/sh\n" + text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private List<String> buildsOfThreeAtOnce(String with) throws Exception {
        List<Process> launchers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            launchers.add(new ProcessBuilder("sh", root.resolve("launch").toString(), root.toString(), with)
                    .inheritIO()
                    .start());
        }
        for (Process launcher : launchers) {
            assertThat(launcher.waitFor()).isZero();
        }
        return Files.readAllLines(root.resolve("builds"));
    }

    @Test
    void launchersThatBeginTogetherBuildOnce() throws Exception {
        assertThat(buildsOfThreeAtOnce("flock")).containsExactly("build");
    }

    @Test
    void theyDoSoWithoutFlock() throws Exception {
        assertThat(buildsOfThreeAtOnce("no-flock")).containsExactly("build");
        assertThat(Files.isSymbolicLink(root.resolve("target/building.pid"))).isFalse();
    }

    @Test
    void aBuildThatWasKilledWithoutFlockIsNamed() throws Exception {
        Process killed = new ProcessBuilder("true").start();
        killed.waitFor();
        Files.createSymbolicLink(root.resolve("target/building.pid"), Path.of(Long.toString(killed.pid())));

        Process launcher =
                new ProcessBuilder("sh", root.resolve("launch").toString(), root.toString(), "no-flock").start();

        String said = new String(launcher.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(launcher.waitFor()).isEqualTo(2);
        assertThat(said).contains("A build was killed and left", "building.pid: remove it");
    }
}
