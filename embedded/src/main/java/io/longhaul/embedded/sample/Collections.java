package io.longhaul.embedded.sample;

import static io.longhaul.embedded.sample.SampleFile.add;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A SQLite database of an application that keeps pictures: {@value #ITEMS} items, what a model said of each, and what its
 * vector was made of; the same each time it is made. Its flaws have the usual reasons: answers of the model that were cut
 * off, an early version that stored seconds, an empty text where there is nothing.
 */
public final class Collections {

    public static final int TABLES = 3;
    public static final int ITEMS = 1_500;

    /** The vectors of the items, which the application keeps in Chroma. */
    public static final ChromaSample COLLECTION =
            new ChromaSample("collections", ITEMS + " descriptions of pictures", ITEMS, Collections::texts);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final LocalDateTime OPENING = LocalDateTime.of(2024, 2, 3, 9, 30);

    private static final List<String> SCHEMA = List.of("""
            CREATE TABLE items (
                id TEXT PRIMARY KEY,
                filename TEXT NOT NULL,
                file_path TEXT NOT NULL,
                created_at TEXT NOT NULL,
                updated_at TEXT NOT NULL
            )
            """, """
            CREATE TABLE analyses (
                id TEXT PRIMARY KEY,
                item_id TEXT NOT NULL,
                raw_response TEXT,
                created_at TEXT NOT NULL
            )
            """, """
            CREATE TABLE embeddings (
                id TEXT PRIMARY KEY,
                item_id TEXT NOT NULL,
                embedding_source TEXT,
                created_at TEXT NOT NULL
            )
            """);

    /** What a picture may show: a category, its things, and where they are. */
    private record Theme(String category, List<String> things, List<String> places) {}

    private static final List<Theme> THEMES = List.of(
            new Theme(
                    "furniture",
                    List.of("modern sofa", "oak table", "steel lamp", "reading chair", "glass shelf", "low bed"),
                    List.of("in a bright loft", "in a show room", "by a tall window", "on a concrete floor")),
            new Theme(
                    "outdoor",
                    List.of("climbers", "a kayak", "two cyclists", "a tent", "runners", "a family on skis"),
                    List.of("on a ridge", "on a fast river", "in the first snow", "on a forest trail")),
            new Theme(
                    "food",
                    List.of("a bowl of ramen", "fresh bread", "a plate of oysters", "a fig tart", "street tacos"),
                    List.of("seen from above", "on a slate board", "in warm light", "beside a glass of wine")),
            new Theme(
                    "vintage",
                    List.of("an old camera", "a brass radio", "a film poster", "a fountain pen", "a vinyl record"),
                    List.of("at a flea market", "in its leather case", "on a dusty shelf", "with its first invoice")),
            new Theme(
                    "nature",
                    List.of("a heron", "a birch forest", "a waterfall", "poppies", "a salt marsh", "a thunder cloud"),
                    List.of("at dawn", "in the fog", "after the rain", "under the midnight sun")),
            new Theme(
                    "city",
                    List.of("a tram", "a night market", "a spiral staircase", "neon signs", "a brick bridge"),
                    List.of("in Lisbon", "in Osaka", "in Kraków", "in Montréal")));
    private static final List<String> MOODS = List.of("quiet", "crisp", "grainy", "colourful", "soft", "sharp", "wide");

    /**
     * One picture.
     *
     * @param summary what a model said of it, in a sentence
     */
    public record Item(String id, String category, String summary, List<String> tags) {}

    private Collections() {}

    /** All items, in their order. */
    public static List<Item> items() {
        Random random = new Random(ITEMS);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            Theme theme = THEMES.get(random.nextInt(THEMES.size()));
            String thing = theme.things().get(random.nextInt(theme.things().size()));
            String place = theme.places().get(random.nextInt(theme.places().size()));
            String mood = MOODS.get(random.nextInt(MOODS.size()));
            items.add(new Item(
                    id("item", i),
                    theme.category(),
                    "A " + mood + " picture of " + thing + " " + place + ", number " + (i + 1) + ".",
                    List.of(theme.category(), mood, thing)));
        }
        return items;
    }

    private static List<ChromaSample.Text> texts() {
        return items().stream()
                .map(item -> new ChromaSample.Text(
                        item.id(),
                        item.summary(),
                        JSON.createObjectNode()
                                .put("item_id", item.id())
                                .put("category", item.category())
                                .put("tags", String.join(", ", item.tags()))))
                .toList();
    }

    /** Of version 3, so that it is the same each time. */
    private static String id(String kind, int number) {
        return UUID.nameUUIDFromBytes((kind + number).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /**
     * Makes the file unless it is there.
     *
     * @return whether it had to be made
     */
    public static boolean make(Path file) throws IOException, SQLException {
        return SampleFile.make(file, Collections::fill);
    }

    private static void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement items = connection.prepareStatement("INSERT INTO items VALUES (?, ?, ?, ?, ?)");
                PreparedStatement analyses = connection.prepareStatement("INSERT INTO analyses VALUES (?, ?, ?, ?)");
                PreparedStatement embeddings =
                        connection.prepareStatement("INSERT INTO embeddings VALUES (?, ?, ?, ?)")) {
            int number = 0;
            for (Item item : items()) {
                LocalDateTime created = OPENING.plusMinutes(number * 97L);
                String name = item.category() + "_" + String.format("%04d", number + 1) + ".jpg";
                add(
                        items,
                        item.id(),
                        name,
                        "/data/images/" + item.category() + "/" + name,
                        moment(created, number),
                        moment(created.plusDays(number % 11), number));
                add(analyses, id("analysis", number), item.id(), answer(item, number), moment(created, number));
                add(embeddings, id("embedding", number), item.id(), source(item, number), moment(created, number));
                number++;
            }
            items.executeBatch();
            analyses.executeBatch();
            embeddings.executeBatch();
        }
    }

    /** The first hundred are of a version that stored seconds. */
    private static String moment(LocalDateTime at, int number) {
        return number < 100
                ? Long.toString(at.toEpochSecond(ZoneOffset.UTC))
                : at.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }

    private static String answer(Item item, int number) {
        String answer = "{\"category\": \"%s\", \"summary\": \"%s\", \"tags\": [%s], \"confidence\": %s}"
                .formatted(item.category(), item.summary(), tags(item), 0.5 + number % 50 / 100.0);
        // The model's answer was cut off at its limit of tokens.
        return number % 300 == 77 ? answer.substring(0, answer.length() / 2) : answer;
    }

    private static String source(Item item, int number) {
        return number % 400 == 9 ? "" : "{\"summary\": \"%s\", \"tags\": [%s]}".formatted(item.summary(), tags(item));
    }

    private static String tags(Item item) {
        return String.join(
                ", ", item.tags().stream().map(tag -> '"' + tag + '"').toList());
    }
}
