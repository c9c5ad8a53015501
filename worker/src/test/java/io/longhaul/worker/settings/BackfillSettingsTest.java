package io.longhaul.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.live.IndexSpec;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.live.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a spec says of a live table, and what is wrong with it, before PostgreSQL is asked. */
class BackfillSettingsTest {

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private SettingsReader reader(String spec) throws IOException {
        environment.putIfAbsent("HOME", directory.toString());
        return new SettingsReader(directory, environment)
                .spec(Files.writeString(directory.resolve("b.yaml"), "recipe: backfill\n" + spec));
    }

    private BackfillSpec read(String spec) throws IOException {
        return (BackfillSpec) reader(spec).read().spec();
    }

    private List<String> problems(String spec) throws IOException {
        SettingsReader reader = reader(spec);
        return catchThrowableOfType(SettingsException.class, reader::read).problems();
    }

    @Test
    void aSpecNamesTheColumnItsValueTheIndexesTheStepsAndTheLimits() throws IOException {
        Settings settings = reader("""
                backfill:
                  table: public.users
                  column: {name: slug, type: text, not-null: true, default: "''", check: "slug <> 'x'"}
                  value: "lower(name) || '-' || id::text"
                  where: slug IS NULL AND id > 5
                  trigger: remove
                  pause: 1000
                  indexes:
                    - {name: users_slug, on: [slug, lower(name)], unique: true, where: id > 7}
                  steps:
                    - {step: drop-column, column: old}
                    - {step: add-column, column: seen, type: boolean, default: "false"}
                  limits: {replication-lag: 2.5, writer-wait: 500}
                """).read();
        BackfillSpec spec = (BackfillSpec) settings.spec();
        assertThat(spec.column())
                .isEqualTo(new BackfillSpec.Fill(
                        "slug",
                        "text",
                        "''",
                        true,
                        "slug <> 'x'",
                        "lower(name) || '-' || id::text",
                        "slug IS NULL AND id > 5",
                        BackfillSpec.Trigger.REMOVE));
        assertThat(spec.indexes())
                .containsExactly(new IndexSpec("users_slug", List.of("slug", "lower(name)"), true, "id > 7", null));
        assertThat(spec.steps())
                .containsExactly(new Step.DropColumn("old"), new Step.AddColumn("seen", "boolean", "false"));
        assertThat(spec.limits()).isEqualTo(new Limits(2.5, 1.5, 50, 5, 250, 500));
        assertThat(spec.pause()).isEqualTo(1000);
        assertThat(settings.tuning().batchSize()).isEqualTo(5_000);
        assertThat(settings.tuning().concurrency()).isEqualTo(2);
        assertThat(settings.name()).isEqualTo("public.users-slug");
        environment.putAll(settings.environment());
        assertThat(new SettingsReader(directory, environment).read().spec())
                .as("a worker process finds the same")
                .isEqualTo(spec);
    }

    @Test
    void aLookupIsAnExpression() throws IOException {
        BackfillSpec spec = read("""
                backfill:
                  table: users
                  column: {name: team_name, type: text}
                  lookup: {table: public.team, key: id, by: users.team, value: name}
                """);
        assertThat(spec.column()).isNotNull().satisfies(column -> assertThat(column.value())
                .isEqualTo("SELECT looked_up.name FROM public.team AS looked_up WHERE looked_up.id = users.team"));
    }

    @Test
    void everyProblemIsNamedAtOnce() throws IOException {
        assertThat(problems("name: x\n"))
                .anySatisfy(it -> assertThat(it).startsWith("BACKFILL_TABLE is missing"))
                .anySatisfy(it -> assertThat(it).contains("say what is to be done to table"));
        assertThat(problems("""
                backfill:
                  table: users
                  column: {name: slug, default: "''"}
                  trigger: perhaps
                  indexes: [{name: a}, {name: b, on: [c], uniqe: true}]
                  steps: [{step: rename-colum, column: a}, {step: set-not-null}, {step: change-type, column: a, type: int}]
                """))
                .anySatisfy(it -> assertThat(it).startsWith("BACKFILL_VALUE is missing"))
                .anySatisfy(
                        it -> assertThat(it).contains("BACKFILL_INDEXES (b.yaml), number 1: an index needs columns"))
                .anySatisfy(it -> assertThat(it).endsWith("has no property uniqe: did you mean unique?"))
                .anySatisfy(it -> assertThat(it).contains("number 1 does not say a step that there is"))
                .anySatisfy(it -> assertThat(it).endsWith("number 2: it lacks its column: add it"));
        assertThat(problems("backfill: {table: t, column: {name: c}, value: '1',"
                        + " steps: [{step: change-type, column: a, type: int}]}\n"))
                .anySatisfy(it -> assertThat(it).contains("a run fills one column"));
        assertThat(problems("""
                backfill:
                  table: users
                  column: {name: slug, type: text, default: "''"}
                  value: '1'
                  trigger: keep
                  indexes: '{"name": "a"}'
                """))
                .anySatisfy(it -> assertThat(it).contains("is keep, and there is no trigger"))
                .anySatisfy(it -> assertThat(it).contains("BACKFILL_INDEXES (b.yaml) is no list"));
    }
}
