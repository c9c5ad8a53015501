package io.longhaul.bench.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.embedded.chroma.ChromaWriter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.StringJoiner;

/** A collection of Chroma whose records are made anew from their numbers; its copy is asked without code of the product. */
public final class Memos {

    public static final int DIMENSIONS = 16;

    /** By any other metric Chroma keeps vectors as they are; by cosine, it gives them back with their last bits changed. */
    private static final String SPACE = "l2";

    private static final int PAGE = 500;
    private static final int SEED = 11;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChromaWriter chroma;
    private final ChromaWriter.Found collection;
    private final String name;
    private final int size;

    private Memos(ChromaWriter chroma, ChromaWriter.Found collection, String name, int size) {
        this.chroma = chroma;
        this.collection = collection;
        this.name = name;
        this.size = size;
    }

    /** @param name of the collection, and of the schema that it is to come into */
    public static Memos make(Lab lab, String name, int size) throws IOException {
        ChromaWriter chroma =
                new ChromaWriter(Objects.requireNonNull(lab.settings().get("CHROMA_URL")));
        Memos memos = new Memos(chroma, chroma.create(name, SPACE, Map.of("made", "for a drill")), name, size);
        for (int at = 0; at < size; at += PAGE) {
            List<ChromaWriter.Entry> page = new ArrayList<>();
            for (int i = at; i < Math.min(size, at + PAGE); i++) {
                page.add(entry(i));
            }
            chroma.upsert(memos.collection, page);
        }
        return memos;
    }

    private static String id(int number) {
        // Not in the order of the numbers, so that no one's order is another's by chance.
        return "memo-" + Integer.reverse(number);
    }

    private static ChromaWriter.Entry entry(int number) {
        return new ChromaWriter.Entry(
                id(number),
                vector(number),
                document(number),
                JSON.createObjectNode().put("number", number).put("kind", kind(number)));
    }

    private static float[] vector(int number) {
        Random random = new Random(SEED * 1_000_003L + number);
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static String document(int number) {
        return "What was noted in memo " + number + ", é☃.";
    }

    private static String kind(int number) {
        return "kind \"" + number % 7 + "\"";
    }

    public String name() {
        return name;
    }

    public int size() {
        return size;
    }

    /** Records that are to arrive, in words by their ids. */
    public Map<String, String> records() {
        Map<String, String> records = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            records.put(id(i), words(vector(i), document(i), i, kind(i)));
        }
        return records;
    }

    private static String words(float[] vector, String document, int number, String kind) {
        StringJoiner words = new StringJoiner("|");
        for (float component : vector) {
            words.add(Integer.toHexString(Float.floatToRawIntBits(component)));
        }
        return words.add(document).add(Integer.toString(number)).add(kind).toString();
    }

    /** What is done with a record. */
    @FunctionalInterface
    public interface Arrived {
        void take(String id, String words);
    }

    /** Records of the copy, one with its id twice where it is there twice. */
    public void copied(Connection target, Arrived record) throws SQLException {
        String sql = """
                SELECT e.id, e.embedding::text, e.document, e.cmetadata ->> 'number', e.cmetadata ->> 'kind'
                FROM %1$s.langchain_pg_embedding e JOIN %1$s.langchain_pg_collection c ON c.uuid = e.collection_id
                WHERE c.name = '%1$s'""".formatted(name);
        try (Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                record.take(
                        row.getString(1),
                        words(parsed(row.getString(2)), row.getString(3), row.getInt(4), row.getString(5)));
            }
        }
    }

    /** As pgvector writes it, which is exact. */
    private static float[] parsed(String text) {
        String[] numbers = text.substring(1, text.length() - 1).split(",", -1);
        float[] vector = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            vector[i] = Float.parseFloat(numbers[i]);
        }
        return vector;
    }

    /** So that no position but those behind it is another record's. */
    public void deleteLast() throws IOException {
        chroma.delete(collection, List.of(id(size - 1)));
    }
}
