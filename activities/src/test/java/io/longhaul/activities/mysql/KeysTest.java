package io.longhaul.activities.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for keys of every kind: ranges meet without a gap, and a key finds its row. */
class KeysTest {

    private static final MysqlSettings AT = MariaDb.newDatabase();
    private static final MysqlSource SOURCE = new MysqlSource(AT, 2);

    /** A table with its rows in the order of its key, as they are written into the table in another. */
    record Keyed(String table, String columns, String key, List<String> rows) {

        List<String> statements() {
            List<String> shuffled = new ArrayList<>(rows);
            java.util.Collections.shuffle(shuffled, new java.util.Random(7));
            return List.of(
                    "CREATE TABLE " + table + " (" + columns + ", PRIMARY KEY (" + key + "))",
                    "INSERT INTO " + table + " VALUES " + String.join(", ", shuffled));
        }

        @Override
        public String toString() {
            return table;
        }
    }

    static Stream<Keyed> tables() {
        return Stream.of(
                new Keyed(
                        "integers",
                        "id BIGINT",
                        "id",
                        List.of("(-9223372036854775808)", "(-7)", "(0)", "(7)", "(10)", "(9223372036854775807)")),
                new Keyed(
                        "unsigneds",
                        "id BIGINT UNSIGNED ZEROFILL",
                        "id",
                        List.of("(0)", "(5)", "(9223372036854775808)", "(18446744073709551615)")),
                new Keyed(
                        "words",
                        "id VARCHAR(40) COLLATE utf8mb4_general_ci",
                        "id",
                        List.of("('')", "('A')", "('b')", "('C''s')", "('d\\\\n')", "('Ω')", "('字')", "('😀')")),
                new Keyed(
                        "padded",
                        "id CHAR(10) COLLATE utf8mb4_bin",
                        "id",
                        List.of("('A')", "('a')", "('a b')", "('b ')", "('é')")),
                new Keyed(
                        "unpadded",
                        "id VARCHAR(10) COLLATE utf8mb4_nopad_bin",
                        "id",
                        List.of("('a')", "('a\\0')", "('a ')", "('a  ')", "('b')")),
                new Keyed(
                        "latin",
                        "id VARCHAR(10) CHARACTER SET latin1",
                        "id",
                        List.of("('a')", "('é')", "('f')", "('z')")),
                new Keyed(
                        "pairs",
                        "tenant VARCHAR(9), n INT UNSIGNED, body TEXT",
                        "tenant, n",
                        List.of("('a', 1, '')", "('a', 2, '')", "('a', 10, '')", "('B', 1, '')", "('b', 2, '')")),
                new Keyed(
                        "triples",
                        "c INT, a INT, b VARBINARY(4)",
                        "a, b, c",
                        List.of(
                                "(1, 1, x'00')",
                                "(2, 1, x'00')",
                                "(1, 1, x'0000')",
                                "(0, 1, x'FF')",
                                "(0, 2, x'')",
                                "(5, 2, x'')")),
                new Keyed(
                        "binaries",
                        "id BINARY(3)",
                        "id",
                        List.of("(x'00')", "(x'275C00')", "(x'61')", "(x'FF')", "(x'FFFF')")),
                new Keyed(
                        "decimals",
                        "id DECIMAL(30, 4)",
                        "id",
                        List.of("(-1.5)", "(0)", "(1.0001)", "(12345678901234567890123456.7891)")),
                new Keyed("doubles", "id DOUBLE", "id", List.of("(-0.1)", "(0.1)", "(0.30000000000000004)", "(1e300)")),
                new Keyed("dates", "id DATE", "id", List.of("('1001-01-01')", "('2026-02-28')", "('2026-03-01')")),
                new Keyed(
                        "times",
                        "id TIME(3)",
                        "id",
                        List.of(
                                "('-800:00:00')",
                                "('-00:00:01.500')",
                                "('00:00:00')",
                                "('09:00:00')",
                                "('100:00:00')")),
                new Keyed(
                        "moments",
                        "id DATETIME(6)",
                        "id",
                        List.of(
                                "('2026-03-29 02:30:00')",
                                "('2026-03-29 02:30:00.000001')",
                                "('2026-03-29 03:30:00')")),
                new Keyed(
                        "stamps",
                        "id TIMESTAMP(3)",
                        "id",
                        List.of("('2026-03-29 00:30:00')", "('2026-03-29 01:30:00')", "('2026-10-25 01:30:00')")),
                new Keyed(
                        "enums",
                        "kind ENUM('zebra', 'ant', 'cow'), id INT",
                        "kind, id",
                        List.of("('zebra', 1)", "('zebra', 2)", "('ant', 1)", "('cow', 1)", "('cow', 3)")),
                new Keyed("flags", "yes BOOLEAN, id INT", "yes, id", List.of("(0, 1)", "(0, 2)", "(1, 1)", "(1, 2)")),
                new Keyed("bits", "id BIT(40)", "id", List.of("(0)", "(1)", "(255)", "(1099511627775)")),
                new Keyed(
                        "uuids",
                        "id UUID",
                        "id",
                        List.of(
                                "('00000000-0000-0000-0000-000000000001')",
                                "('123e4567-e89b-12d3-a456-426655440000')")),
                new Keyed("years", "id YEAR", "id", List.of("(1999)", "(2026)", "(2155)")),
                new Keyed(
                        "prefixed", "id TEXT", "id(5)", List.of("('a')", "('ab')", "('b')", "('c with a long tail')")));
    }

    @BeforeAll
    static void createTables() {
        tables().forEach(keyed -> MariaDb.execute(AT, keyed.statements().toArray(String[]::new)));
    }

    @AfterAll
    static void close() {
        SOURCE.close();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void keysComeInTheDatabasesOrder(Keyed keyed) throws SQLException {
        assertThat(all(SOURCE.shape(keyed.table()))).isEqualTo(inOrder(keyed)).hasSameSizeAs(keyed.rows());
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theFirstAndTheLastKeyAreThoseOfTheOrder(Keyed keyed) {
        TableShape shape = SOURCE.shape(keyed.table());
        List<SourceKey> all = all(shape);

        assertThat(SOURCE.first(shape)).contains(all.get(0));
        assertThat(SOURCE.last(shape, null)).contains(all.get(all.size() - 1));
        assertThat(SOURCE.last(shape, 2L)).contains(all.get(1));
        assertThat(SOURCE.last(shape, 1_000L)).contains(all.get(all.size() - 1));
        assertThat(SOURCE.count(shape, null)).isEqualTo(all.size());
        assertThat(SOURCE.count(shape, 2L)).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyRangeBetweenTwoKeysHoldsExactlyThoseAfterTheOneUpToTheOther(Keyed keyed) {
        TableShape shape = SOURCE.shape(keyed.table());
        List<SourceKey> all = all(shape);

        for (int from = 0; from < all.size(); from++) {
            for (int to = from; to < all.size(); to++) {
                List<SourceKey> found = new ArrayList<>();
                SOURCE.keys(shape, Rows.of(new KeyRange(all.get(from), all.get(to))), found::add);
                assertThat(found).isEqualTo(all.subList(from + 1, to + 1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyKeyFindsItsRow(Keyed keyed) {
        TableShape shape = SOURCE.shape(keyed.table());
        List<SourceKey> all = all(shape);

        assertThat(SOURCE.existing(shape, all)).containsExactlyElementsOf(all);
        for (SourceKey key : all) {
            assertThat(SOURCE.existing(shape, List.of(key))).containsExactly(key);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void batchesCutAtBordersAreTheTableWithoutGapOrOverlap(Keyed keyed) {
        TableShape shape = SOURCE.shape(keyed.table());
        List<SourceKey> all = all(shape);

        List<SourceKey> together = new ArrayList<>();
        SourceKey after = null;
        boolean more = true;
        while (more) {
            Borders found = SOURCE.borders(shape, Rows.of(new KeyRange(after, all.get(all.size() - 1))), 2, 1);
            for (Border border : found.borders()) {
                List<SourceKey> batch = new ArrayList<>();
                SOURCE.keys(shape, Rows.of(new KeyRange(after, border.until())), batch::add);
                assertThat(batch).hasSize(border.records());
                together.addAll(batch);
                after = border.until();
            }
            more = found.more();
        }
        assertThat(together).isEqualTo(all);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aSampleOfKeysOfAnyKindIsOfTheTableAndTheSameEachTime(Keyed keyed) {
        TableShape shape = SOURCE.shape(keyed.table());
        List<SourceKey> all = all(shape);
        SourceKey until = all.get(all.size() - 1);

        List<SourceKey> two = SOURCE.sample(shape, until, 2, 42);
        assertThat(two).hasSize(2).doesNotHaveDuplicates().isSubsetOf(all);
        assertThat(SOURCE.sample(shape, until, 2, 42)).isEqualTo(two);
        assertThat(SOURCE.sample(shape, until, 100, 42)).isEqualTo(all);
        assertThat(SOURCE.sample(shape, all.get(0), 100, 42)).containsExactly(all.get(0));
    }

    @Test
    void keysThatAreEqualInTheDatabaseFindTheRowAsItIsSpelled() {
        TableShape shape = SOURCE.shape("words");

        assertThat(SOURCE.existing(shape, List.of(SourceKey.of("a"), SourceKey.of("B"), SourceKey.of("x"))))
                .containsExactly(SourceKey.of("A"), SourceKey.of("b"));
    }

    @Test
    void trailingSpacesCountWhereTheCollationSaysSo() {
        assertThat(SOURCE.existing(SOURCE.shape("padded"), List.of(SourceKey.of("a   "))))
                .containsExactly(SourceKey.of("a"));
        assertThat(SOURCE.existing(SOURCE.shape("unpadded"), List.of(SourceKey.of("a   "))))
                .isEmpty();
    }

    @Test
    void textsOfKeysAreExact() {
        assertThat(all(SOURCE.shape("unsigneds"))).endsWith(SourceKey.of("18446744073709551615"));
        assertThat(all(SOURCE.shape("unsigneds"))).startsWith(SourceKey.of("0"), SourceKey.of("5"));
        assertThat(all(SOURCE.shape("binaries"))).contains(SourceKey.of("0x275c00"));
        assertThat(all(SOURCE.shape("moments"))).contains(SourceKey.of("2026-03-29 02:30:00.000001"));
        assertThat(all(SOURCE.shape("decimals"))).endsWith(SourceKey.of("12345678901234567890123456.7891"));
    }

    @Test
    void anEmptyTableHasNoKeys() {
        MariaDb.execute(AT, "CREATE TABLE nothing (id INT PRIMARY KEY)");
        TableShape shape = SOURCE.shape("nothing");

        assertThat(SOURCE.first(shape)).isEmpty();
        assertThat(SOURCE.last(shape, null)).isEmpty();
        assertThat(SOURCE.last(shape, 5L)).isEmpty();
        assertThat(SOURCE.count(shape, 5L)).isZero();
        assertThat(SOURCE.borders(shape, Rows.of(new KeyRange(null, SourceKey.of("5"))), 2, 2))
                .isEqualTo(new Borders(List.of(), false));
        assertThat(SOURCE.sample(shape, SourceKey.of("5"), 3, 1)).isEmpty();
        assertThat(SOURCE.existing(shape, List.of())).isEmpty();
    }

    @Test
    void bordersTellWhetherTheRangeGoesOn() {
        MariaDb.execute(AT, "CREATE TABLE ten (id INT PRIMARY KEY)", "INSERT INTO ten SELECT seq FROM seq_1_to_10");
        TableShape shape = SOURCE.shape("ten");

        assertThat(SOURCE.borders(shape, Rows.of(new KeyRange(null, SourceKey.of("10"))), 5, 2))
                .isEqualTo(new Borders(List.of(border("5", 5), border("10", 5)), false));
        assertThat(SOURCE.borders(shape, Rows.of(new KeyRange(null, SourceKey.of("10"))), 3, 3))
                .isEqualTo(new Borders(List.of(border("3", 3), border("6", 3), border("9", 3)), true));
        assertThat(SOURCE.borders(shape, Rows.of(new KeyRange(SourceKey.of("9"), SourceKey.of("10"))), 3, 3))
                .isEqualTo(new Borders(List.of(border("10", 1)), false));
        assertThat(SOURCE.borders(shape, Rows.of(new KeyRange(null, SourceKey.of("4"))), 3, 3))
                .isEqualTo(new Borders(List.of(border("3", 3), border("4", 1)), false));
    }

    @Test
    void manyKeysAreLookedUpInPortions() {
        MariaDb.execute(
                AT,
                "CREATE TABLE many (a INT, b INT, PRIMARY KEY (a, b))",
                "INSERT INTO many SELECT seq DIV 10, seq FROM seq_1_to_2000");
        TableShape shape = SOURCE.shape("many");
        List<SourceKey> all = all(shape);
        List<SourceKey> asked = new ArrayList<>(all);
        asked.add(SourceKey.of("1", "1"));

        assertThat(SOURCE.existing(shape, asked)).isEqualTo(new HashSet<>(all));
    }

    @Test
    void aSampleSpreadsOverIntegersWithGaps() {
        MariaDb.execute(
                AT,
                "CREATE TABLE gaps (id INT UNSIGNED PRIMARY KEY)",
                "INSERT INTO gaps SELECT seq * 1000 FROM seq_1_to_3000",
                "CREATE TABLE lumps (id BIGINT PRIMARY KEY)",
                "INSERT INTO lumps SELECT seq FROM seq_1_to_3000",
                "INSERT INTO lumps VALUES (9000000000000000000)");

        assertSpread("gaps", "3000000", "1500000");
        assertSpread("lumps", "9000000000000000000", "1500");
    }

    private static void assertSpread(String table, String until, String middle) {
        List<SourceKey> sample = SOURCE.sample(SOURCE.shape(table), SourceKey.of(until), 200, 3);

        long below = sample.stream()
                .filter(key -> Long.parseLong(key.parts().get(0)) <= Long.parseLong(middle))
                .count();
        assertThat(sample).hasSize(200).doesNotHaveDuplicates();
        assertThat(below).isBetween(60L, 140L);
    }

    @Test
    void aRangeOfACompositeKeyIsReadFromTheIndexAlone() throws SQLException {
        MariaDb.execute(
                AT,
                "CREATE TABLE wide (a INT, b INT, c INT, body TEXT, PRIMARY KEY (a, b, c))",
                "INSERT INTO wide SELECT seq DIV 100, seq DIV 10, seq, 'x' FROM seq_1_to_20000",
                "ANALYZE TABLE wide");
        TableShape shape = SOURCE.shape("wide");
        List<SourceKey> all = all(shape);

        assertThat(rowsLookedAt(() -> all(shape))).isGreaterThanOrEqualTo(20_000);
        assertThat(rowsLookedAt(
                        () -> SOURCE.keys(shape, Rows.of(new KeyRange(all.get(15_000), all.get(15_010))), key -> {})))
                .isLessThan(50);
        assertThat(rowsLookedAt(
                        () -> SOURCE.borders(shape, Rows.of(new KeyRange(all.get(15_000), all.get(19_999))), 5, 2)))
                .isLessThan(50);
        assertThat(rowsLookedAt(() -> SOURCE.existing(shape, all.subList(100, 150))))
                .isLessThan(200);
    }

    /** As the server itself counts them. */
    private static long rowsLookedAt(Runnable reading) throws SQLException {
        long before = rowsRead();
        reading.run();
        return rowsRead() - before;
    }

    private static long rowsRead() throws SQLException {
        try (Connection connection = MariaDb.admin("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT SUM(variable_value) FROM information_schema.global_status
                        WHERE variable_name IN ('HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_RND_NEXT',
                                                'HANDLER_READ_KEY')
                        """)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Border border(String until, int records) {
        return new Border(SourceKey.of(until), records);
    }

    private static List<SourceKey> all(TableShape shape) {
        List<SourceKey> found = new ArrayList<>();
        SOURCE.keys(shape, Rows.of(new KeyRange(null, SOURCE.last(shape, null).orElseThrow())), found::add);
        return found;
    }

    /** The keys as a plain ORDER BY gives them. */
    private static List<SourceKey> inOrder(Keyed keyed) throws SQLException {
        TableShape shape = SOURCE.shape(keyed.table());
        KeySql key = new KeySql(shape);
        List<SourceKey> found = new ArrayList<>();
        try (Connection connection = MariaDb.admin(AT.database());
                Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00'");
            try (ResultSet row = statement.executeQuery(
                    "SELECT " + key.select() + " FROM " + keyed.table() + " ORDER BY " + key.order())) {
                while (row.next()) {
                    found.add(key.read(row));
                }
            }
        }
        return found;
    }
}
