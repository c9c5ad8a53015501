package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.sample.Chunks;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.starter.services.Samples;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A live table takes another layout by the commands that a user types, with an application at work on it. */
@Timeout(300)
class RepartitionTest {

    private static final Map<String, String> NOTHING = Map.of();
    private static final int ROWS = 12_000;

    private static Stack stack;
    private static DataSource source;
    private static Truth truth;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.running();
        source = Samples.target(stack.settings);
        truth = new Truth(stack.settings);
        assertThat(Chunks.make(source, ROWS)).isTrue();
    }

    @AfterAll
    static void clean() throws SQLException {
        truth.inTarget("DROP SCHEMA longhaul CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }

    private static String ask(String sql) throws SQLException {
        return truth.target(sql).get(0);
    }

    @Test
    void killedWithWritersAtWorkItGoesOnAndLosesNothing() throws Exception {
        String spec =
                Files.writeString(stack.directory.resolve("chunks.yaml"), """
                        recipe: repartition
                        name: chunks
                        batch-size: 300
                        repartition: {table: public.chunks, partitions: 20}
                        """).toString();
        Answer dry = stack.cli(NOTHING, "run", spec, "--dry-run");
        assertThat(dry.exit()).isZero();
        assertThat(dry.out()).contains("21 partitions", "chunks_pkey (id) becomes (id, partition_key)");

        List<String> findings;
        int acknowledged;
        try (Load load = Load.start(source, Chunks.application(source), 2, 1, Duration.ofMillis(5))) {
            stack.killAfter(3, 6, "chunks", "run", spec, "--yes");
            load.mark();
            assertThat(stack.command("run", spec, "--yes").waitFor()).isZero();
            load.close();
            load.summary(null).forEach(System.out::println);
            findings = load.findings();
            acknowledged = load.acknowledged();
        }
        assertThat(findings).isEmpty();
        assertThat(acknowledged).isPositive();
        assertThat(stack.job("chunks").verification()).isNotNull().satisfies(found -> {
            assertThat(found.passed()).isTrue();
            found.checks().forEach(System.out::println);
        });
        assertThat(ask("SELECT count(*) FROM pg_inherits WHERE inhparent = 'chunks'::regclass"))
                .isEqualTo("21");
        assertThat(ask("SELECT count(*) FROM chunks_unkeyed")).isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM migration_backups WHERE status = 'verified'"))
                .isEqualTo("1");

        assertThat(stack.job("chunks").batchSize())
                .as("what the rest is estimated by")
                .isEqualTo(300 * RepartitionSpec.TRANSACTIONS);

        ask("UPDATE chunks SET version = version WHERE id = (SELECT min(id) FROM chunks) RETURNING id");
        assertThat(stack.cli(NOTHING, "status", "chunks").out())
                .containsPattern("Layout +the new one since .*; the old table is chunks_old_\\d+_\\d+,")
                .containsPattern("Log +[1-9][0-9,]* writes? waits? for the old table")
                .contains("finalize or rollback ends the log");
        Answer again = stack.cli(NOTHING, "run", spec, "--yes");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("none was left to take", "nothing was written");
        assertThat(stack.cli(NOTHING, "status", "chunks").out()).contains("Log         0 writes wait");

        String all = "SELECT md5(string_agg(id || ' ' || version, ',' ORDER BY id)) FROM chunks";
        String rows = ask(all);
        Answer back = stack.cli(NOTHING, "rollback", "chunks", "--yes");
        assertThat(back.exit()).as(back.out()).isZero();
        assertThat(back.out()).contains("gets its old layout back, with all that was written since");
        assertThat(ask("SELECT relkind FROM pg_class WHERE oid = 'chunks'::regclass"))
                .isEqualTo("r");
        assertThat(ask(all)).isEqualTo(rows);
        assertThat(stack.job("chunks-rollback").status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(stack.cli(NOTHING, "status", "chunks").out())
                .containsPattern("Layout +the old one again since .*, as it was rolled back")
                .doesNotContain("Log  ");
        assertThat(stack.cli(NOTHING, "finalize", "chunks", "--yes").err())
                .contains("does not have its new layout any more");
    }
}
