package io.longhaul.embedded.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.embedded.chroma.ChromaWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A collection of Chroma for samples, compared by cosine.
 *
 * @param texts what its records are, in a few words
 * @param records how many there are
 * @param source gives them, in their order
 */
public record ChromaSample(String name, String texts, int records, Source source) {

    private static final int REQUEST = 250;

    /** A record whose vector is still to be made of its text. */
    record Text(String id, String text, ObjectNode metadata) {}

    /** Gives all records. */
    @FunctionalInterface
    interface Source {
        List<Text> texts() throws IOException;
    }

    /** Makes vectors of texts. */
    @FunctionalInterface
    public interface Embedding {
        List<float[]> of(List<String> texts);
    }

    /** Whether all of it is there. */
    public boolean isThere(ChromaWriter chroma) throws IOException {
        var found = chroma.find(name);
        return found.isPresent() && chroma.count(found.get()) == records;
    }

    /** Fills the collection; what a load that was killed has left of it stays as it is. */
    public void load(ChromaWriter chroma, Embedding embedding) throws IOException {
        ChromaWriter.Found collection = chroma.create(name, "cosine", Map.of("description", texts));
        List<Text> all = source.texts();
        for (int at = 0; at < all.size(); at += REQUEST) {
            List<Text> some = all.subList(at, Math.min(all.size(), at + REQUEST));
            List<float[]> vectors = embedding.of(some.stream().map(Text::text).toList());
            List<ChromaWriter.Entry> page = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                Text text = some.get(i);
                page.add(new ChromaWriter.Entry(text.id(), vectors.get(i), text.text(), text.metadata()));
            }
            chroma.upsert(collection, page);
        }
    }
}
