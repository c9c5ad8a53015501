package io.longhaul.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class LabTest {

    /** As {@code bench/drills} while one runs. */
    static final class InTheMiddle {

        private InTheMiddle() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            Lab lab = Lab.start(Lab.EMBED);
            lab.worker(lab.settings());
            lab.postgres().freeze();
            System.out.println(lab.directory());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void nothingIsLeftOfALabWhoseProcessIsToldToEnd() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        InTheMiddle.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = owner.inputReader()) {
            String directory = said.readLine();
            // MariaDB, Postgres and Temporal leave their parent; LocalQdrant and the worker don't.
            assertThat(servers(directory)).hasSizeGreaterThanOrEqualTo(3);
            List<ProcessHandle> children = owner.children().toList();
            assertThat(children).hasSizeGreaterThanOrEqualTo(2);

            owner.destroy();

            assertThat(owner.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(servers(directory)).isEmpty();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(Path.of(directory)).doesNotExist();
        } finally {
            owner.destroy();
        }
    }

    /** Processes on data in this directory. */
    private static List<String> servers(String directory) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(directory))
                .toList();
    }
}
