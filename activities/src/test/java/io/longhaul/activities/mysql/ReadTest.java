package io.longhaul.activities.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadTest {

    private static final MysqlSettings AT = MariaDb.newDatabase();
    private static final MysqlSource SOURCE = new MysqlSource(AT, 1);

    private static final int LARGE = 100_000;
    private static final long MEGABYTE = 1 << 20;

    @BeforeAll
    static void createTables() {
        MariaDb.execute(
                AT,
                "CREATE TABLE large (id INT PRIMARY KEY, body TEXT CHARACTER SET latin1)",
                "INSERT INTO large SELECT seq, REPEAT('x', 1000) FROM seq_1_to_" + LARGE);
    }

    @AfterAll
    static void close() {
        SOURCE.close();
    }

    @Test
    void everyTypeOfColumnArrivesAsItsValue() {
        assertThat(valueOf("TINYINT", "-128")).isEqualTo(-128L);
        assertThat(valueOf("INT ZEROFILL", "42")).isEqualTo(42L);
        assertThat(valueOf("BIGINT", "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(valueOf("BIGINT UNSIGNED", "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(valueOf("BIGINT UNSIGNED", "18446744073709551615")).isEqualTo("18446744073709551615");
        assertThat(valueOf("BOOLEAN", "TRUE")).isEqualTo(true);
        assertThat(valueOf("BOOLEAN", "FALSE")).isEqualTo(false);
        assertThat(valueOf("TINYINT(1)", "7")).isEqualTo(7L);
        assertThat(valueOf("BIT(1)", "1")).isEqualTo(true);
        assertThat(valueOf("BIT(1)", "0")).isEqualTo(false);
        assertThat(valueOf("BIT(64)", "18446744073709551615")).isEqualTo("18446744073709551615");
        assertThat(valueOf("BIT(12)", "300")).isEqualTo(300L);
        assertThat(valueOf("DECIMAL(40, 3)", "-1234567890123456789012345678901234567.890"))
                .isEqualTo("-1234567890123456789012345678901234567.890");
        assertThat(valueOf("FLOAT", "0.1")).isEqualTo(0.1);
        assertThat(valueOf("DOUBLE", "1.7976931348623157e308")).isEqualTo(Double.MAX_VALUE);
        assertThat(valueOf("CHAR(5)", "'ab '")).isEqualTo("ab");
        assertThat(valueOf("VARCHAR(20)", "'a\\0b 😀'")).isEqualTo("a\0b 😀");
        assertThat(valueOf("TEXT CHARACTER SET latin1", "'naïve €'")).isEqualTo("naïve €");
        assertThat(valueOf("TEXT CHARACTER SET sjis", "'日本'")).isEqualTo("日本");
        assertThat(valueOf("JSON", "'{\"a\": [1, null]}'")).isEqualTo("{\"a\": [1, null]}");
        assertThat(valueOf("ENUM('x', 'y')", "'y'")).isEqualTo("y");
        assertThat(valueOf("SET('x', 'y')", "'x,y'")).isEqualTo("x,y");
        assertThat(valueOf("BINARY(3)", "x'FF'")).isEqualTo("/wAA");
        assertThat(valueOf("BLOB", "x'00FF10'")).isEqualTo("AP8Q");
        assertThat(valueOf("YEAR", "2026")).isEqualTo(2026L);
        assertThat(valueOf("DATE", "'2026-03-29'")).isEqualTo("2026-03-29");
        assertThat(valueOf("TIME(2)", "'-12:34:56.78'")).isEqualTo("-12:34:56.78");
        assertThat(valueOf("DATETIME", "'2026-03-29 02:30:00'")).isEqualTo("2026-03-29T02:30:00");
        assertThat(valueOf("DATETIME(6)", "'2026-03-29 02:30:00.000001'")).isEqualTo("2026-03-29T02:30:00.000001");
        assertThat(valueOf("UUID", "'123e4567-e89b-12d3-a456-426655440000'"))
                .isEqualTo("123e4567-e89b-12d3-a456-426655440000");
        assertThat(valueOf("POINT", "POINT(1, 2)")).isInstanceOf(String.class);
    }

    @Test
    void aMomentIsReadInUtcWhateverTheServersZone() {
        MariaDb.execute(
                AT,
                "CREATE TABLE moment (id INT PRIMARY KEY, v TIMESTAMP NULL, body TEXT)",
                "SET time_zone = '+05:30'",
                "INSERT INTO moment VALUES (1, '2026-03-29 05:30:00', '')");

        assertThat(onlyOne("moment").payload()).containsEntry("v", "2026-03-29T00:00:00Z");
    }

    @Test
    void nullsAndZeroDatesAreNull() {
        for (String type : List.of(
                "INT",
                "BIGINT UNSIGNED",
                "BOOLEAN",
                "BIT(1)",
                "BIT(9)",
                "DECIMAL(5, 2)",
                "FLOAT",
                "DOUBLE",
                "TEXT",
                "ENUM('x')",
                "BLOB",
                "DATE",
                "TIME",
                "DATETIME",
                "TIMESTAMP NULL",
                "YEAR",
                "UUID",
                "POINT")) {
            assertThat(valueOf(type, "NULL")).as(type).isNull();
        }
        MariaDb.execute(
                AT,
                "CREATE TABLE zero (id INT PRIMARY KEY, v DATE, w DATETIME, body TEXT)",
                "SET sql_mode = ''",
                "INSERT INTO zero VALUES (1, '0000-00-00', '0000-00-00 00:00:00', '')");
        assertThat(onlyOne("zero").payload()).containsEntry("v", null).containsEntry("w", null);
    }

    @Test
    void textIsReadExactlyWithEmojiAndNuls() {
        assertThat(textOf("TEXT", "'a\\0b 👩‍👩‍👧 \\\\ '' é'")).isEqualTo("a\0b 👩‍👩‍👧 \\ ' é");
        assertThat(textOf("VARCHAR(20)", "''")).isEmpty();
        assertThat(textOf("LONGTEXT CHARACTER SET utf16", "'𝄞 é'")).isEqualTo("𝄞 é");
        assertThat(textOf("BLOB", "'é😀'")).isEqualTo("é😀");
        assertThat(textOf("VARBINARY(9)", "''")).isEmpty();
        assertThat(textOf("JSON", "'\"é\"'")).isEqualTo("\"é\"");
        assertThat(textOf("TEXT", "NULL")).isNull();
    }

    @Test
    void bytesThatAreNoTextAreUndecodableAndNotShown() {
        MariaDb.execute(
                AT,
                "CREATE TABLE bytes (id INT PRIMARY KEY, body BLOB)",
                "INSERT INTO bytes VALUES (1, 'fine'), (2, x'6162FF63'), (3, x'C3'), (4, x'EDA080')");
        List<SourceRecord> records = new ArrayList<>();
        TableShape shape = SOURCE.shape("bytes");
        SOURCE.read(shape, List.of(), "body", Rows.of(new KeyRange(null, SourceKey.of("9"))), records::add);

        assertThat(records)
                .extracting(SourceRecord::undecodable)
                .containsExactly(
                        null,
                        "the text is not valid UTF-8 at byte 2 of 4",
                        "the text is not valid UTF-8 at byte 0 of 1",
                        "the text is not valid UTF-8 at byte 0 of 3");
        assertThat(records).extracting(SourceRecord::text).containsExactly("fine", null, null, null);
    }

    @Test
    void theColumnsOfThePayloadKeepTheirOrderAndOddNames() {
        MariaDb.execute(
                AT,
                "CREATE TABLE odd (`group``by` INT, `select` INT, `a.b` INT, `ö` TEXT, PRIMARY KEY (`group``by`))",
                "INSERT INTO odd VALUES (1, 2, 3, 'text')");
        List<SourceRecord> found =
                SOURCE.read(SOURCE.shape("odd"), List.of("a.b", "select", "group`by"), "ö", List.of(SourceKey.of("1")));

        assertThat(found).singleElement().satisfies(record -> {
            assertThat(record.text()).isEqualTo("text");
            assertThat(record.payload().keySet()).containsExactly("a.b", "select", "group`by");
            assertThat(record.payload().values()).containsExactly(3L, 2L, 1L);
        });
    }

    @Test
    void recordsOfARangeComeInOrderAndOnlyThose() {
        List<SourceKey> found = new ArrayList<>();
        Rows range = Rows.of(new KeyRange(SourceKey.of("10"), SourceKey.of("13")));
        SOURCE.read(SOURCE.shape("large"), List.of(), "body", range, record -> found.add(record.key()));

        assertThat(found).containsExactly(SourceKey.of("11"), SourceKey.of("12"), SourceKey.of("13"));
    }

    @Test
    void recordsAreReadByTheirKeysAndThoseThatAreGoneAreLeftOut() {
        List<SourceKey> asked = new ArrayList<>();
        for (int id = LARGE - 1000; id <= LARGE + 5; id++) {
            asked.add(SourceKey.of(Integer.toString(id)));
        }
        List<SourceRecord> found = SOURCE.read(SOURCE.shape("large"), List.of("id"), "body", asked);

        assertThat(found).extracting(SourceRecord::key).containsExactlyElementsOf(asked.subList(0, 1001));
        assertThat(found).allSatisfy(record -> assertThat(record.text()).hasSize(1000));
    }

    @Test
    void aLargeRangeIsNeverHeldAsAWhole() {
        AtomicInteger records = new AtomicInteger();
        AtomicLong held = new AtomicLong();
        long before = usedMemory();
        SOURCE.read(SOURCE.shape("large"), List.of("id"), "body", all(), record -> {
            if (records.incrementAndGet() == LARGE / 2) {
                held.set(usedMemory() - before);
            }
        });

        assertThat(records).hasValue(LARGE);
        assertThat(held.get()).isLessThan(30 * MEGABYTE);
    }

    @Test
    void aConsumerThatGivesUpEndsTheReadingAndTheSourceStaysUsable() throws SQLException {
        TableShape shape = SOURCE.shape("large");
        long before = bytesSent();

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> SOURCE.read(shape, List.of(), "body", all(), record -> {
                        throw new UnsupportedOperationException("cancelled");
                    }))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("cancelled");
        }

        assertThat(bytesSent() - before).isLessThan(60 * MEGABYTE);
        assertThat(SOURCE.count(shape, null)).isEqualTo(LARGE);
    }

    @Test
    void aRecordShownInALogTellsNoContent() {
        SourceRecord record = new SourceRecord(SourceKey.of("1"), "secret", null, Map.of("a", "hidden"));

        assertThat(record.toString()).isEqualTo("SourceRecord[1]");
    }

    private static Rows all() {
        return Rows.of(new KeyRange(null, SourceKey.of(Integer.toString(LARGE))));
    }

    @SuppressWarnings("SystemGc")
    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long bytesSent() throws SQLException {
        try (Connection connection = MariaDb.admin("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Bytes_sent'")) {
            row.next();
            return row.getLong(2);
        }
    }

    private static Object valueOf(String type, String value) {
        MariaDb.execute(
                AT,
                "CREATE OR REPLACE TABLE typed (id INT PRIMARY KEY, v " + type + ", body TEXT)",
                "INSERT INTO typed VALUES (1, " + value + ", '')");
        return onlyOne("typed").payload().get("v");
    }

    private static String textOf(String type, String value) {
        MariaDb.execute(
                AT,
                "CREATE OR REPLACE TABLE texts (id INT PRIMARY KEY, body " + type + ")",
                "INSERT INTO texts VALUES (1, " + value + ")");
        SourceRecord record = onlyOne("texts");
        assertThat(record.undecodable()).isNull();
        return record.text();
    }

    private static SourceRecord onlyOne(String table) {
        TableShape shape = SOURCE.shape(table);
        return SOURCE.read(shape, shape.payloadColumns(List.of(), "body"), "body", List.of(SourceKey.of("1")))
                .get(0);
    }
}
