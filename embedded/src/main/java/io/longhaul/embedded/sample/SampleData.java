package io.longhaul.embedded.sample;

import com.mysql.cj.jdbc.JdbcStatement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code ip_summary(id, member_code, parse_content)}, filled with the {@value #RECORDS} glosses of WordNet
 * 3.1. Ids ascend from {@value #FIRST_ID}; the order is shuffled, always in the same way, so that the first thousand
 * records are a mix of everything.
 *
 * <p>{@value #BROKEN} records have no content to embed, {@value #BROKEN_IN_FIRST_THOUSAND} of them among the first
 * thousand: by NULL, by an empty text, by nothing but white space.
 */
public final class SampleData {
    public static final String TABLE = "ip_summary";
    public static final int RECORDS = 117_791;
    public static final int BROKEN = 7;
    public static final int BROKEN_IN_FIRST_THOUSAND = 3;
    public static final long FIRST_ID = 1_000_001;

    private static final int VERSION = 1;
    private static final long SHUFFLE = 31;

    private static final String CREATE_TABLE = """
            CREATE TABLE IF NOT EXISTS ip_summary (
              id            BIGINT UNSIGNED NOT NULL PRIMARY KEY,
              member_code   VARCHAR(64)     NOT NULL,
              parse_content TEXT            NULL
            ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4
            """;
    private static final String CREATE_MARKER = """
            CREATE TABLE IF NOT EXISTS sample_data (
              version INT      NOT NULL PRIMARY KEY,
              records INT      NOT NULL,
              loaded  DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
            ) ENGINE = InnoDB
            """;
    private static final String LOAD = """
            LOAD DATA LOCAL INFILE 'wordnet' INTO TABLE ip_summary
            CHARACTER SET utf8mb4 (id, member_code, parse_content)
            """;

    private SampleData() {}

    /** Ids of the broken records and what they have instead of content. */
    static Map<Long, @Nullable String> broken() {
        Map<Long, @Nullable String> broken = new TreeMap<>();
        broken.put(FIRST_ID + 136, null);
        broken.put(FIRST_ID + 511, "");
        broken.put(FIRST_ID + 863, "   ");
        broken.put(FIRST_ID + 20_406, null);
        broken.put(FIRST_ID + 51_733, "");
        broken.put(FIRST_ID + 88_019, " \t\n ");
        broken.put(FIRST_ID + 112_358, null);
        return broken;
    }

    /**
     * Fills the table unless that was done before, and then leaves it as its users have made it. Rows and the note
     * that they are there come in one transaction, so a load that was killed leaves neither.
     *
     * @param connection to MariaDB, with local files allowed
     * @return whether it had to be filled
     */
    public static boolean load(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE_TABLE);
            statement.execute(CREATE_MARKER);
            if (isLoaded(statement)) {
                return false;
            }
            List<Gloss> glosses = records();
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                statement.executeUpdate("DELETE FROM ip_summary");
                int loaded = loadRows(statement, glosses);
                if (loaded != glosses.size()) {
                    throw new SQLException("only " + loaded + " of " + glosses.size() + " sample records were loaded");
                }
                statement.executeUpdate(
                        "INSERT INTO sample_data (version, records) VALUES (" + VERSION + ", " + loaded + ")");
                connection.commit();
            } catch (SQLException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        }
        return true;
    }

    private static boolean isLoaded(Statement statement) throws SQLException {
        try (ResultSet marker = statement.executeQuery("SELECT 1 FROM sample_data WHERE version = " + VERSION)) {
            return marker.next();
        }
    }

    /** Much faster than inserting: the whole is here in about a second. */
    private static int loadRows(Statement statement, List<Gloss> glosses) throws SQLException {
        statement
                .unwrap(JdbcStatement.class)
                .setLocalInfileInputStream(
                        new ByteArrayInputStream(rows(glosses).getBytes(StandardCharsets.UTF_8)));
        return statement.executeUpdate(LOAD);
    }

    private static String rows(List<Gloss> glosses) {
        StringBuilder rows = new StringBuilder(20 << 20);
        long id = FIRST_ID;
        for (Gloss gloss : glosses) {
            rows.append(id++).append('\t').append(gloss.memberCode()).append('\t');
            append(rows, gloss.content());
            rows.append('\n');
        }
        return rows.toString();
    }

    private static void append(StringBuilder rows, @Nullable String content) {
        if (content == null) {
            rows.append("\\N");
            return;
        }
        for (int i = 0; i < content.length(); i++) {
            char character = content.charAt(i);
            switch (character) {
                case '\\' -> rows.append("\\\\");
                case '\t' -> rows.append("\\t");
                case '\n' -> rows.append("\\n");
                default -> rows.append(character);
            }
        }
    }

    /** In the order of their ids. */
    static List<Gloss> records() throws IOException {
        List<Gloss> glosses = WordNet.read();
        Collections.shuffle(glosses, new Random(SHUFFLE));
        broken().forEach((id, content) -> {
            int index = Math.toIntExact(id - FIRST_ID);
            glosses.set(index, glosses.get(index).withContent(content));
        });
        return glosses;
    }
}
