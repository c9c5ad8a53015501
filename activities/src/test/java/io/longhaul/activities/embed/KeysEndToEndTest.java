package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.workflows.embed.OverlongPolicy;
import io.longhaul.workflows.engine.JobTotals;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of every kind, through plan, copy, failure, retry and verification. */
class KeysEndToEndTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(id INT UNSIGNED PRIMARY KEY) SELECT seq AS id",
                "(id INT PRIMARY KEY) SELECT CAST(seq AS SIGNED) - 6 AS id",
                "(id VARCHAR(40) PRIMARY KEY) SELECT CONCAT('k', seq, '\\'\"\\\\', CHAR(0), 'é😀') AS id",
                "(id VARBINARY(40) PRIMARY KEY) SELECT UNHEX(MD5(seq)) AS id",
                "(a VARCHAR(20), b DATE, c INT, PRIMARY KEY (a, c, b)) SELECT CHAR(97 + seq MOD 3) AS a, "
                        + "'2026-03-29' AS b, seq AS c",
                "(a VARCHAR(20), b INT, PRIMARY KEY (a, b)) SELECT IF(seq < 6, 'x,y', 'x') AS a, seq AS b",
            })
    void everyRecordArrivesOnce(String keyed) throws Exception {
        try (World world = new World(
                directory,
                "CREATE TABLE keyed " + keyed.replace(") SELECT", ", body TEXT) CHARSET utf8mb4 SELECT")
                        + ", IF(seq MOD 4 = 0, '', CONCAT('text ', seq)) AS body FROM seq_1_to_11")) {
            world.spec = World.spec("keyed", 50, OverlongPolicy.FAIL);
            assertThat(world.migrate(3)).isEqualTo(new JobTotals.Records(11, 9, 2, 0));
            assertThat(world.points()).hasSize(9);
            assertPassed(world.verify());
            assertThat(world.verify().eligible()).isEqualTo(9);

            world.write("UPDATE keyed SET body = CONCAT('mended ', RAND()) WHERE body = '' LIMIT 1");
            assertThat(world.retryFailed(3)).isEqualTo(new JobTotals.Records(11, 10, 1, 0));
            assertPassed(world.verify());

            assertThat(world.migrate(4)).isEqualTo(new JobTotals.Records(11, 0, 1, 10));
            assertThat(world.api.paidTexts()).isEqualTo(10);
            assertThat(world.points()).hasSize(10);
        }
    }

    @Test
    void keysThatDifferInCaseAloneToJavaMakeNoFalseFindings() throws Exception {
        try (World world = new World(
                directory,
                "CREATE TABLE keyed (id VARCHAR(20) COLLATE utf8mb4_general_ci PRIMARY KEY, body TEXT) CHARSET utf8mb4",
                "INSERT INTO keyed VALUES ('b', 'one'), ('A', 'two'), ('a1', 'three'), ('Ä2', ''), ('C', 'five')")) {
            world.spec = World.spec("keyed", 50, OverlongPolicy.FAIL);
            assertThat(world.migrate(2)).isEqualTo(new JobTotals.Records(5, 4, 1, 0));
            assertPassed(world.verify());

            // Spelled anew a row is the same to the database, and another to whoever computes ids.
            world.write("UPDATE keyed SET id = 'ä2' WHERE id = 'Ä2'");
            world.write("UPDATE keyed SET body = 'four' WHERE id = 'ä2'");
            assertThat(world.retryFailed(2)).isEqualTo(new JobTotals.Records(5, 5, 0, 0));
            assertPassed(world.verify());
            assertThat(world.points()).hasSize(5);

            world.write("UPDATE keyed SET id = 'B' WHERE id = 'b'");
            Found respelled = world.verify();
            assertThat(respelled.missing()).isEqualTo(1);
            assertThat(respelled.orphans()).isEqualTo(1);
        }
    }

    private static void assertPassed(Found found) {
        assertThat(found.passed()).as(found.toString()).isTrue();
        assertThat(found.orphans()).isZero();
    }
}
