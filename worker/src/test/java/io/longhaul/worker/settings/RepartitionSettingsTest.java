package io.longhaul.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.Layout;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a spec says of a table's layout, and what is wrong with it, before PostgreSQL is asked. */
class RepartitionSettingsTest {

    @TempDir
    Path directory;

    private SettingsReader reader(String spec) throws IOException {
        return new SettingsReader(directory, Map.of("HOME", directory.toString()))
                .spec(Files.writeString(directory.resolve("r.yaml"), "recipe: repartition\n" + spec));
    }

    private RepartitionSpec read(String spec) throws IOException {
        return (RepartitionSpec)
                reader("repartition:\n" + spec.indent(2)).read().spec();
    }

    private List<String> problems(String spec) throws IOException {
        SettingsReader reader = reader("repartition:\n" + spec.indent(2));
        return catchThrowableOfType(SettingsException.class, reader::read).problems();
    }

    @Test
    void withNothingSaidATableTakesAHundredPartitionsByTheHashOfItsCollection() throws IOException {
        Settings settings = reader("repartition: {table: public.chunks}").read();
        assertThat(settings.spec())
                .isEqualTo(new RepartitionSpec(
                        "public.chunks",
                        new Aim.Forward(new Layout.ByList("collection_id", "partition_key", 100, null), List.of(), 7),
                        Limits.DEFAULT));
        assertThat(settings.tuning().batchSize()).isEqualTo(10_000);
        assertThat(settings.tuning().concurrency()).isEqualTo(2);
    }

    @Test
    void eachLayoutHasItsOwnSettings() throws IOException {
        assertThat(
                        read("{table: t, by: list, of: a, key: k, partitions: 8, value: a % 8, widen: [t_a, t_b], retention: 30}")
                                .aim())
                .isEqualTo(new Aim.Forward(new Layout.ByList("a", "k", 8, "a % 8"), List.of("t_a", "t_b"), 30));
        assertThat(read("{table: t, by: range, of: at, every: month, ahead: 0}").aim())
                .isEqualTo(new Aim.Forward(new Layout.ByRange("at", 0), List.of(), 7));
        assertThat(read("{table: t, by: hash, of: id, partitions: 16, limits: {writer-wait: 400}}"))
                .satisfies(spec -> assertThat(spec.limits().writerWait()).isEqualTo(400))
                .satisfies(spec ->
                        assertThat(spec.aim()).isEqualTo(new Aim.Forward(new Layout.ByHash("id", 16), List.of(), 7)));
        assertThat(read("{table: t, by: none, drop: partition_key}").aim())
                .isEqualTo(new Aim.Forward(new Layout.Plain("partition_key"), List.of(), 7));
    }

    @Test
    void whatALayoutDoesNotTakeIsSaid() throws IOException {
        assertThat(problems("{by: hash, key: k, ahead: 3}"))
                .anyMatch(problem -> problem.startsWith("REPARTITION_TABLE is missing"))
                .anyMatch(problem -> problem.startsWith("REPARTITION_OF is missing"))
                .anyMatch(problem -> problem.startsWith("REPARTITION_KEY") && problem.contains("by hash takes none"))
                .anyMatch(problem -> problem.startsWith("REPARTITION_AHEAD") && problem.contains("by hash takes none"));
        assertThat(problems("{table: t, by: lists}"))
                .singleElement()
                .asString()
                .contains("give list, range, hash or none");
        assertThat(problems("{table: t, by: range, of: at, every: week}"))
                .singleElement()
                .asString()
                .contains("give month");
        assertThat(problems("{table: t, partitions: 5000, retention: 0}")).hasSize(2);
    }
}
