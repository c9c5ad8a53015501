package io.longhaul.embedded.sample;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.embedded.chroma.ChromaWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The collection {@value NAME} of Chroma: {@value RECORDS} glosses of WordNet, the first of {@link SampleData} that have a
 * text, with real embeddings.
 */
public final class Glosses {
    public static final String NAME = "glosses";
    public static final int RECORDS = 1_500;

    private static final int REQUEST = 250;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Glosses() {}

    /** Makes vectors of texts. */
    @FunctionalInterface
    public interface Embedding {
        List<float[]> of(List<String> texts);
    }

    /** Whether all of it is there. */
    public static boolean isThere(ChromaWriter chroma) throws IOException {
        var found = chroma.find(NAME);
        return found.isPresent() && chroma.count(found.get()) == RECORDS;
    }

    /** Fills the collection; what a load that was killed has left of it stays as it is. */
    public static void load(ChromaWriter chroma, Embedding embedding) throws IOException {
        ChromaWriter.Found collection =
                chroma.create(NAME, "cosine", Map.of("description", "meanings of English words, from WordNet 3.1"));
        List<ChromaWriter.Entry> page = new ArrayList<>();
        List<Numbered> records = records();
        for (int at = 0; at < records.size(); at += REQUEST) {
            List<Numbered> some = records.subList(at, Math.min(records.size(), at + REQUEST));
            List<float[]> vectors =
                    embedding.of(some.stream().map(Numbered::text).toList());
            page.clear();
            for (int i = 0; i < some.size(); i++) {
                page.add(some.get(i).entry(vectors.get(i)));
            }
            chroma.upsert(collection, page);
        }
    }

    private record Numbered(long number, String memberCode, String text) {
        ChromaWriter.Entry entry(float[] vector) {
            ObjectNode metadata = JSON.createObjectNode()
                    .put("member_code", memberCode)
                    .put("number", number)
                    .put("words", text.split(" ", -1).length);
            return new ChromaWriter.Entry("gloss-" + number, vector, text, metadata);
        }
    }

    private static List<Numbered> records() throws IOException {
        List<Numbered> records = new ArrayList<>();
        long number = SampleData.FIRST_ID;
        for (Gloss gloss : SampleData.records()) {
            String text = gloss.content();
            if (records.size() < RECORDS && text != null && !text.isBlank()) {
                records.add(new Numbered(number, gloss.memberCode(), text));
            }
            number++;
        }
        return records;
    }
}
