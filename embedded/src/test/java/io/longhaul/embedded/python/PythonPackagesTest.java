package io.longhaul.embedded.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.embedded.process.Commands;
import io.longhaul.embedded.process.ServiceFailed;
import io.longhaul.embedded.process.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(value = "io.longhaul.embedded.python.PythonPackages#possible", disabledReason = "there is no Python here")
class PythonPackagesTest {
    @TempDir
    private Path folder;

    private PythonPackages packages(String requirements) {
        return new PythonPackages("some", requirements, "do without them", UserCache.at(folder.resolve("a cache")));
    }

    @Test
    void anEnvironmentIsMadeOnceAndItsScriptsKnowWhereItIs() throws IOException {
        List<String> notices = new ArrayList<>();
        PythonPackages none = packages("# none\n");
        assertThat(none.found()).isEmpty();

        Path made = none.installed(folder.resolve("python.log"), notices::add);
        Path again = none.installed(folder.resolve("python.log"), notices::add);

        assertThat(again).isEqualTo(made).isEqualTo(none.found().orElseThrow());
        assertThat(notices).hasSize(1).first().asString().contains("once");
        Path log = folder.resolve("pip.log");
        Commands.run(
                folder,
                List.of(PythonPackages.program(made, "pip").toString(), "--version"),
                log,
                Duration.ofMinutes(1));
        assertThat(log).content().contains(made.toString());
    }

    @Test
    void packagesThatCannotBeHadAreOneClearSentenceAndLeaveNothing() throws IOException {
        PythonPackages absent = packages("--no-index\nthere-is-no-such-package==1.0\n");

        assertThatThrownBy(() -> absent.installed(folder.resolve("python.log"), notice -> {}))
                .isInstanceOf(ServiceFailed.class)
                .hasMessageContaining("could not be installed")
                .hasMessageContaining("python.log")
                .hasMessageEndingWith("do without them.");
        assertThat(absent.found()).isEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("a cache"))) {
            assertThat(left).noneMatch(Files::isDirectory);
        }
    }
}
