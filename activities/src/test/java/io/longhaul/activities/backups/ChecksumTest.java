package io.longhaul.activities.backups;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tells two tables apart, and what does not. */
@Timeout(60)
class ChecksumTest {

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    @BeforeEach
    void empty() throws SQLException {
        SERVER.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }

    /** By the types of one table, of another. */
    private static Content contentBy(String types, String table, String... columns) {
        return SERVER.target().transaction("summing up", () -> {}, transaction -> {
            Checksum.prepare(transaction);
            return Checksum.over(transaction, types, List.of(columns)).of(transaction, table);
        });
    }

    private static Content content(String table, String... columns) {
        return contentBy(table, table, columns);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bigint | 1 | 2",
                "bigint | 0 | NULL",
                "integer | 7 | -7",
                "boolean | true | false",
                "text | 'a' | 'A'",
                "text | '' | NULL",
                "text COLLATE careless | 'a' | 'A'",
                "varchar(9) | 'a' | 'a '",
                "numeric | 1.0 | 1.00",
                "float8 | '0' | '-0'",
                "float8 | '0.1' | '0.10000000000000002'",
                "interval | '1 day' | '24:00'",
                "timestamptz | '2026-01-01 00:00Z' | '2026-01-01 00:00:00.000001Z'",
                "date | '2026-01-01' | 'infinity'",
                "uuid | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'",
                "bytea | '\\x00' | '\\x0000'",
                "jsonb | '{\"a\": 1.0}' | '{\"a\": 1.00}'",
                "json | '{\"a\":1}' | '{\"a\": 1}'",
                "int[] | '{1,2}' | '{2,1}'",
                "inet | '10.0.0.1/8' | '10.0.0.1/32'",
                "point | '(1,2)' | '(2,1)'"
            })
    void oneValueThatIsAnotherTellsThemApart(String type, String one, String other) throws SQLException {
        SERVER.sql(
                "CREATE COLLATION careless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE TABLE a (id int, v " + type + ", n int); INSERT INTO a VALUES (1, " + one + ", 3), (2, " + one
                        + ", 3)",
                "CREATE TABLE b (id int, v " + type + ", n int); INSERT INTO b VALUES (1, " + one + ", 3), (2, " + other
                        + ", 3)");
        assertThat(content("a", "id", "v", "n")).isNotEqualTo(content("b", "id", "v", "n"));
        SERVER.sql("UPDATE b SET v = " + one);
        assertThat(content("a", "id", "v", "n")).isEqualTo(content("b", "id", "v", "n"));
    }

    @Test
    void valuesThatChangedPlacesTellThemApartAndRowsThatDidDoNot() throws SQLException {
        SERVER.sql("""
                CREATE TABLE a AS SELECT n AS one, n * 2 AS other FROM generate_series(1, 100) n;
                CREATE TABLE b AS SELECT other AS one, one AS other FROM a;
                CREATE TABLE c AS SELECT * FROM a ORDER BY one DESC""");
        assertThat(content("b", "one", "other")).isNotEqualTo(content("a", "one", "other"));
        assertThat(content("c", "one", "other")).isEqualTo(content("a", "one", "other"));
        assertThat(content("b", "other", "one")).isEqualTo(content("a", "one", "other"));
    }

    @Test
    void partsAddUpAndARowThatIsThereTwiceCountsTwice() throws SQLException {
        SERVER.sql("""
                CREATE TABLE a AS SELECT n AS "a b", 'text ' || n AS "%s" FROM generate_series(1, 100) n;
                CREATE TABLE low AS SELECT * FROM a WHERE "a b" <= 40;
                CREATE TABLE high AS SELECT * FROM a WHERE "a b" > 40""");
        Content all = content("a", "a b", "%s");
        assertThat(content("low", "a b", "%s").plus(content("high", "a b", "%s")))
                .isEqualTo(all);
        SERVER.sql("INSERT INTO a SELECT * FROM low WHERE \"a b\" = 1; DELETE FROM a WHERE \"a b\" = 2");
        assertThat(content("a", "a b", "%s").rows()).isEqualTo(all.rows());
        assertThat(content("a", "a b", "%s")).isNotEqualTo(all);
    }

    @Test
    void aColumnThatHasAnotherTypeNowHasTheSameByTheTypeOfBefore() throws SQLException {
        SERVER.sql("""
                CREATE TABLE a AS SELECT n AS id, n AS count FROM generate_series(1, 100) n;
                CREATE TABLE b AS SELECT id::bigint, count::numeric FROM a""");
        assertThat(contentBy("a", "b", "id", "count")).isEqualTo(content("a", "id", "count"));
    }
}
