package io.longhaul.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UserCacheTest {
    @TempDir
    Path root;

    @Test
    void manyAtOnceFillAnEntryOnce() throws Exception {
        AtomicInteger fills = new AtomicInteger();
        Callable<Path> ask = () -> UserCache.at(root).entry("program", into -> {
            fills.incrementAndGet();
            Files.writeString(into.resolve("file"), "content");
        });
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            for (Future<Path> answer : threads.invokeAll(List.of(ask, ask, ask, ask, ask, ask))) {
                assertThat(answer.get().resolve("file")).hasContent("content");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(fills).hasValue(1);
    }

    @Test
    void aFailedOrKilledFillLeavesNothing() throws Exception {
        Files.writeString(
                Files.createDirectory(root.resolve("program.unfinished-123")).resolve("half"), "");

        assertThatThrownBy(() -> UserCache.at(root).entry("program", into -> {
                    Files.writeString(into.resolve("file"), "half");
                    throw new IOException("no more");
                }))
                .hasMessage("no more");

        try (Stream<Path> left = Files.list(root)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly("program.lock");
        }
    }
}
