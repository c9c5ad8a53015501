package io.longhaul.embedded.sample;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The collection {@value NAME} of Chroma: {@value RECORDS} glosses of WordNet, the first of {@link SampleData} that have a
 * text, with real embeddings.
 */
public final class Glosses {
    public static final String NAME = "glosses";
    public static final int RECORDS = 1_500;

    public static final ChromaSample COLLECTION =
            new ChromaSample(NAME, RECORDS + " meanings of English words from WordNet 3.1", RECORDS, Glosses::texts);

    private static final ObjectMapper JSON = new ObjectMapper();

    private Glosses() {}

    private static List<ChromaSample.Text> texts() throws IOException {
        List<ChromaSample.Text> texts = new ArrayList<>();
        long number = SampleData.FIRST_ID;
        for (Gloss gloss : SampleData.records()) {
            String text = gloss.content();
            if (texts.size() < RECORDS && text != null && !text.isBlank()) {
                texts.add(new ChromaSample.Text(
                        "gloss-" + number,
                        text,
                        JSON.createObjectNode()
                                .put("member_code", gloss.memberCode())
                                .put("number", number)
                                .put("words", text.split(" ", -1).length)));
            }
            number++;
        }
        return texts;
    }
}
