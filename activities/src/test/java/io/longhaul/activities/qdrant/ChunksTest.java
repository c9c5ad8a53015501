package io.longhaul.activities.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksTest {

    @Test
    void aChunkIsFullByItems() {
        assertThat(chunks(List.of(1, 1, 1, 1, 1), 2, 100)).containsExactly(List.of(1, 1), List.of(1, 1), List.of(1));
    }

    @Test
    void aChunkIsFullByBytes() {
        assertThat(chunks(List.of(4, 6, 1, 9, 9), 100, 10)).containsExactly(List.of(4, 6), List.of(1, 9), List.of(9));
    }

    @Test
    void anItemTooLargeForAnyChunkGoesAlone() {
        assertThat(chunks(List.of(1, 50, 1), 100, 10)).containsExactly(List.of(1), List.of(50), List.of(1));
    }

    @Test
    void nothingMakesNoChunk() {
        assertThat(chunks(List.of(), 2, 10)).isEmpty();
    }

    private static List<List<Integer>> chunks(List<Integer> sizes, int maxItems, int maxBytes) {
        List<List<Integer>> chunks = new ArrayList<>();
        Chunks.forEach(sizes, size -> size, maxItems, maxBytes, chunks::add);
        return chunks;
    }
}
