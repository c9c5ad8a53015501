package io.longhaul.activities.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShapeTest {

    private static final MysqlSettings AT = MariaDb.newDatabase();
    private static final MysqlSource SOURCE = new MysqlSource(AT, 2);

    @BeforeAll
    static void createTables() {
        MariaDb.execute(
                AT,
                "CREATE TABLE ip_summary (id BIGINT UNSIGNED PRIMARY KEY, member_code VARCHAR(20), parse_content TEXT)",
                "CREATE TABLE composite (b INT, `when` DATE, a VARCHAR(9), text TEXT, PRIMARY KEY (a, b))",
                "CREATE TABLE fallback (code VARCHAR(30) NOT NULL, x INT NULL, y INT NOT NULL, z INT NOT NULL,"
                        + " UNIQUE KEY nullable (x), UNIQUE KEY wide (y, z), UNIQUE KEY text_key (code),"
                        + " UNIQUE KEY number_key (z), KEY not_unique (y))",
                "CREATE TABLE keyless (a INT NOT NULL, b INT NULL, UNIQUE KEY (b), KEY (a))",
                "CREATE TABLE of_floats (f FLOAT PRIMARY KEY, body TEXT)",
                "CREATE TABLE numbers (id INT PRIMARY KEY, n DOUBLE)",
                "CREATE TABLE `select``from.where` (`order``by` INT PRIMARY KEY, `group` TEXT)",
                "CREATE VIEW seen AS SELECT * FROM ip_summary");
    }

    @AfterAll
    static void close() {
        SOURCE.close();
    }

    @Test
    void aTableIsDescribedByItsColumnsAndPrimaryKey() {
        TableShape shape = SOURCE.shape("ip_summary");

        assertThat(shape.name()).isEqualTo(AT.database() + ".ip_summary");
        assertThat(shape.columns())
                .extracting(Column::name, Column::type, Column::nullable)
                .containsExactly(
                        tuple("id", ColumnType.UNSIGNED, false),
                        tuple("member_code", ColumnType.TEXT, true),
                        tuple("parse_content", ColumnType.TEXT, true));
        assertThat(keyOf(shape)).containsExactly("id");
        assertThat(shape.integerKey()).isTrue();
        assertThat(shape.textColumns()).containsExactly("member_code", "parse_content");
    }

    @Test
    void aCompositeKeyKeepsTheOrderOfTheIndexNotOfTheTable() {
        TableShape shape = SOURCE.shape("composite");

        assertThat(keyOf(shape)).containsExactly("a", "b");
        assertThat(shape.integerKey()).isFalse();
    }

    @Test
    void withoutAPrimaryKeyTheShortestUniqueIndexOverNotNullColumnsIsTheKey() {
        TableShape shape = SOURCE.shape("fallback");

        assertThat(keyOf(shape)).containsExactly("z");
        assertThat(shape.keyIndex()).isEqualTo("number_key");
    }

    @Test
    void aTableWhoseRowsCannotBeToldApartIsRefusedWithTheWayOut() {
        assertMismatch("keyless", "no primary key", "ALTER TABLE `keyless` ADD COLUMN");
    }

    @Test
    void aKeyThatDoesNotFindItsRowExactlyIsRefused() {
        assertMismatch("of_floats", "key column f", "float", "give the table a key");
    }

    @Test
    void aViewIsRefusedAsItHasNoKey() {
        assertMismatch("seen", "is a view", "name the table behind it");
    }

    @Test
    void aMissingTableIsAnsweredWithTheNearestNamesFirst() {
        assertMismatch("ip_sumary", "no table " + AT.database() + ".ip_sumary", "MYSQL_TABLE to one of ip_summary, ");
    }

    @Test
    void aDatabaseWithNothingToSeeSaysSo() {
        assertMismatch("nowhere.memos", "database nowhere", "shows user longhaul no tables");
    }

    @Test
    void aTableMayBeNamedWithItsDatabase() {
        assertThat(SOURCE.shape(AT.database() + ".ip_summary")).isEqualTo(SOURCE.shape("ip_summary"));
    }

    @Test
    void reservedWordsBackticksAndDotsInNamesAreNothingSpecial() {
        TableShape shape = SOURCE.shape("`select``from.where`");

        assertThat(shape.table()).isEqualTo("select`from.where");
        assertThat(keyOf(shape)).containsExactly("order`by");
        assertThat(SOURCE.count(shape, null)).isZero();
        assertThat(SOURCE.shape("`" + AT.database() + "`.`select``from.where`")).isEqualTo(shape);
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> SOURCE.shape("a.b.c"))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID_SPEC));
    }

    @Test
    void theTextColumnIsFoundAsTheDatabaseFindsItInAnyCase() {
        assertThat(SOURCE.shape("ip_summary").textColumn("PARSE_content")).isEqualTo("parse_content");
    }

    @Test
    void aTextColumnThatIsMissingOrHoldsNoTextIsRefusedWithThoseThatDo() {
        TableShape shape = SOURCE.shape("ip_summary");
        TableShape numbers = SOURCE.shape("numbers");

        assertThatThrownBy(() -> shape.textColumn("content"))
                .hasMessageContaining("no column content")
                .hasMessageContaining("member_code, parse_content");
        assertThatThrownBy(() -> shape.textColumn("id"))
                .hasMessageContaining("column id")
                .hasMessageContaining("bigint");
        assertThatThrownBy(() -> numbers.textColumn("n")).hasMessageContaining("it has none that holds text");
    }

    @Test
    void thePayloadIsAllButTheTextUnlessItIsNamed() {
        TableShape shape = SOURCE.shape("ip_summary");

        assertThat(shape.payloadColumns(List.of(), "parse_content")).containsExactly("id", "member_code");
        assertThat(shape.payloadColumns(List.of("Member_Code"), "parse_content"))
                .containsExactly("member_code");
        assertThatThrownBy(() -> shape.payloadColumns(List.of("nothing"), "parse_content"))
                .hasMessageContaining("no column nothing")
                .hasMessageContaining("id, member_code, parse_content");
    }

    private static void assertMismatch(String table, String... told) {
        assertThatThrownBy(() -> SOURCE.shape(table)).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.kind()).isEqualTo(FailureKind.SCHEMA_MISMATCH);
            assertThat(e.getMessage()).contains(told).doesNotContain("\n");
        });
    }

    private static List<String> keyOf(TableShape shape) {
        return shape.key().stream().map(Column::name).toList();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
