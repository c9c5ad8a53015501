package io.longhaul.activities.repartition;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A table of a real PostgreSQL whose partitions are each in another state. */
@Timeout(60)
class PartitionHealthTest {

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    @BeforeAll
    static void start() throws Exception {
        sql("""
                CREATE TABLE plain (id int);
                CREATE TABLE chunks (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
                CREATE TABLE chunks_p0 PARTITION OF chunks FOR VALUES IN (0);
                CREATE TABLE chunks_p1 PARTITION OF chunks FOR VALUES IN (1);
                CREATE TABLE chunks_p2 PARTITION OF chunks FOR VALUES IN (2);
                CREATE TABLE chunks_p3 PARTITION OF chunks FOR VALUES IN (3) WITH (autovacuum_enabled = false);
                CREATE TABLE chunks_rest PARTITION OF chunks DEFAULT;
                INSERT INTO chunks SELECT n, 0 FROM generate_series(1, 20) n;
                INSERT INTO chunks SELECT n, 1 FROM generate_series(1, 500) n;
                INSERT INTO chunks SELECT n, 3 FROM generate_series(1, 1300) n;
                DELETE FROM chunks WHERE k = 3 AND id > 100;
                ANALYZE chunks""");
    }

    private static void sql(String statements) throws SQLException {
        SERVER.sql(statements);
    }

    private static List<String> ask(String query) throws SQLException {
        return SERVER.ask(query);
    }

    private static void view() {
        SERVER.target().transaction("making the view", () -> {}, transaction -> {
            transaction.execute("CREATE SCHEMA IF NOT EXISTS longhaul");
            PartitionHealth.create(transaction, "public");
            return "";
        });
    }

    @Test
    void eachPartitionHasAStatusAndTheRestCountsForNone() {
        PartitionHealth health = PartitionHealth.of(SERVER.target(), "public.chunks");
        assertThat(health.partitions())
                .extracting(partition -> partition.name() + " " + partition.status())
                .containsExactly(
                        "chunks_p0 NORMAL",
                        "chunks_p1 SKEWED",
                        "chunks_p2 EMPTY",
                        "chunks_p3 BLOATED",
                        "chunks_rest NORMAL");
        assertThat(health.distribution())
                .isEqualTo(new PartitionHealth.Distribution(4, 3, 155, 500, 0, 234.02279091290802));
        assertThat(health.notNormal()).hasSize(3);
        assertThat(health.partitions().get(1).share()).isEqualTo(80.65);
        assertThat(PartitionHealth.of(SERVER.target(), "plain").partitions()).isEmpty();
    }

    @Test
    void theViewShowsTheSameToWhoeverAsks() throws SQLException {
        view();
        view();
        assertThat(ask("SELECT partition_name || ' ' || partition_status || ' ' || bounds FROM partition_health"
                        + " WHERE partition_status <> 'NORMAL' ORDER BY 1"))
                .containsExactly(
                        "chunks_p1 SKEWED FOR VALUES IN (1)",
                        "chunks_p2 EMPTY FOR VALUES IN (2)",
                        "chunks_p3 BLOATED FOR VALUES IN (3)");
        sql("INSERT INTO chunks VALUES (1, 77); ANALYZE chunks_rest");
        assertThat(ask("SELECT partition_status FROM partition_health WHERE partition_name = 'chunks_rest'"))
                .containsExactly("DEFAULT");
        sql("TRUNCATE chunks_rest; DROP VIEW public.partition_health;"
                + " CREATE VIEW public.partition_health AS SELECT 1 AS mine");
        view();
        assertThat(ask("SELECT mine FROM public.partition_health")).containsExactly("1");
        assertThat(ask("SELECT count(*) FROM longhaul.partition_health_public")).containsExactly("5");
        sql("DROP VIEW public.partition_health");
    }
}
