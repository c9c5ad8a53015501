package io.longhaul.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Specs with steps, with profiles, and with a user. */
class SpecStepsTest {

    private static final String BOTH = """
            name: both
            concurrency: 4
            target: {url: "postgresql://app:secret@db:5432/app"}
            chroma: {url: "http://localhost:8000"}
            steps:
              sqlite:
                recipe: relational
                relational:
                  file: data/app.db
                  rules:
                    - {table: items, column: user_id, rule: add, type: text, value: "${USER_ID}"}
              chroma:
                recipe: vectors
                concurrency: 2
                vectors: {collection: memos, constants: ["user_id=${USER_ID}"]}
            profiles:
              env:
                test: {target: {url: "postgresql://app:secret@test:5432/app"}, concurrency: 1}
                prod: {target: {url: "postgresql://app:secret@prod:5432/app"}}
              dataset:
                full:
                  steps:
                    sqlite: {relational: {file: data/full.db}}
            """;

    @TempDir
    Path directory;

    private SettingsReader reader(String spec, Map<String, String> environment) throws IOException {
        Path file = directory.resolve("specs").resolve("both.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, spec);
        return new SettingsReader(directory, environment).spec(file);
    }

    private SettingsReader reader() throws IOException {
        return reader(BOTH, Map.of("USER_ID", "4711"));
    }

    private static List<String> problems(SettingsReader reader) {
        return catchThrowableOfType(SettingsException.class, reader::read).problems();
    }

    @Test
    void eachStepIsAMigrationWithTheSharedSettingsAndItsOwn() throws IOException {
        SettingsReader reader = reader();

        assertThat(reader.steps()).containsExactly("sqlite", "chroma");
        Settings sqlite = reader.step("sqlite").read();
        Settings chroma = reader.step("chroma").read();
        assertThat(sqlite.name()).isEqualTo("both-sqlite");
        assertThat(chroma.name()).isEqualTo("both-chroma");
        assertThat(sqlite.tuning().concurrency()).isEqualTo(4);
        assertThat(chroma.tuning().concurrency()).isEqualTo(2);
        assertThat(((RelationalSpec) sqlite.spec()).file())
                .isEqualTo(directory.resolve("specs/data/app.db").toString());
        assertThat(((RelationalSpec) sqlite.spec()).rules()).hasSize(1);
        assertThat(((VectorsSpec) chroma.spec()).constants()).containsEntry("user_id", "4711");
        assertThat(List.of(sqlite.target().host(), chroma.target().host())).containsOnly("db");
    }

    @Test
    void theWholeHasTheServicesOfAllSteps() throws IOException {
        String spec = """
                steps:
                  first: {recipe: relational, relational: {sample: league}, target: {url: "postgresql://a:b@db/x"}}
                  second: {recipe: vectors, vectors: {collection: m}, chroma: {url: "http://localhost:8000"}}
                """;

        Settings whole = reader(spec, Map.of()).whole().read();

        assertThat(whole.name()).isEqualTo("both");
        assertThat(whole.served()).contains(KnownRecipe.RELATIONAL).doesNotContain(KnownRecipe.EMBED);
        assertThat(whole.missing()).doesNotContain(Backend.TARGET, Backend.CHROMA);
        assertThat(reader(spec, Map.of()).step("second").read().target().host()).isEqualTo("db");
    }

    @Test
    void aNameFromTheCommandLineNamesAllSteps() throws IOException {
        SettingsReader reader = reader().flag("--name", Setting.LONGHAUL_NAME, "again");

        assertThat(reader.whole().read().name()).isEqualTo("again");
        assertThat(reader.step("chroma").read().name()).isEqualTo("again-chroma");
    }

    @Test
    void whoeverNamesAStepsMigrationReadsItsSettings() throws IOException {
        Settings step =
                reader().flag("NAME", Setting.LONGHAUL_NAME, "both-chroma").read();

        assertThat(step.name()).isEqualTo("both-chroma");
        assertThat(step.recipe().recipe()).isEqualTo(KnownRecipe.VECTORS);
        assertThat(problems(reader())).singleElement().satisfies(it -> assertThat(it)
                .contains("has steps, and this command takes one migration", "both-sqlite or both-chroma"));
    }

    @Test
    void aProfileIsMergedOverTheSpec() throws IOException {
        Settings sqlite = reader().env("test").dataset("full").step("sqlite").read();
        Settings chroma = reader().env("test").step("chroma").read();

        assertThat(sqlite.target().host()).isEqualTo("test");
        assertThat(sqlite.tuning().concurrency()).isEqualTo(1);
        assertThat(((RelationalSpec) sqlite.spec()).file()).endsWith("full.db");
        assertThat(((RelationalSpec) sqlite.spec()).rules()).hasSize(1);
        // A step goes before what all share, by a profile or not.
        assertThat(chroma.tuning().concurrency()).isEqualTo(2);
    }

    @Test
    void profilesAreMergedIntoASpecWithoutStepsToo() throws IOException {
        String spec = """
                recipe: relational
                relational: {sample: league, schema: one}
                profiles: {env: {dev: , test: {relational: {schema: two}}}}
                """;

        assertThat(reader(spec, Map.of()).read().name()).isEqualTo("one");
        assertThat(reader(spec, Map.of()).env("dev").read().name()).isEqualTo("one");
        assertThat(reader(spec, Map.of()).env("test").read().name()).isEqualTo("two");
    }

    @Test
    void aProfileThatThereIsNotIsRefusedWithThoseThereAre() throws IOException {
        assertThat(problems(reader().env("stage").dataset("ful")))
                .anySatisfy(it -> assertThat(it).contains("--env is stage", "known are prod, test"))
                .anySatisfy(it -> assertThat(it).contains("--dataset is ful", "did you mean full?"));
        assertThat(problems(reader("recipe: relational\n", Map.of()).env("dev")))
                .anySatisfy(it -> assertThat(it).contains("no profiles of that kind: leave it out"));
        assertThat(problems(new SettingsReader(directory, Map.of()).env("dev")))
                .containsExactly(
                        "--env is dev, and there is no spec to have such a profile: give one, or leave it out");
        assertThat(problems(reader("profiles: {region: {eu: {}}}\n", Map.of())))
                .anySatisfy(it -> assertThat(it).contains("profiles has region, which there is no option for"));
    }

    @Test
    void whatAStepCannotHaveIsRefused() throws IOException {
        String spec = """
                steps:
                  validate: {recipe: relational}
                  a: {recipe: relational, name: other, steps: {}}
                  b: just words
                """;

        assertThat(problems(reader(spec, Map.of())))
                .anySatisfy(it -> assertThat(it).contains("step validate can't be called so"))
                .anySatisfy(it -> assertThat(it).contains("step a has name, which belongs beside steps"))
                .anySatisfy(it -> assertThat(it).contains("step a has steps"))
                .anySatisfy(it -> assertThat(it).contains("step b holds no settings"));
        assertThat(problems(reader("steps: {}\n", Map.of())))
                .anySatisfy(it -> assertThat(it).contains("steps holds no step"));
    }

    @Test
    void stepsThatNameDifferentServicesOrWorkersAreRefused() throws IOException {
        String spec = """
                steps:
                  a: {recipe: relational, relational: {sample: league}, target: {url: "postgresql://a:b@one/x"}}
                  b: {recipe: relational, relational: {sample: league}, target: {url: "postgresql://a:b@two/x"}, slots: 9}
                """;

        assertThat(problems(reader(spec, Map.of()).whole()))
                .anySatisfy(it -> assertThat(it).contains("differ in TARGET_URL", "put it beside steps"))
                .anySatisfy(it -> assertThat(it).contains("differ in LONGHAUL_SLOTS"))
                .allSatisfy(it -> assertThat(it).doesNotContain("a:b"));
    }

    @Test
    void theUserIsWhoeverTheCommandLineThenTheEnvironmentNames() throws IOException {
        assertThat(((VectorsSpec) reader().userId("12").step("chroma").read().spec()).constants())
                .containsEntry("user_id", "12");
        String asking = BOTH + "user: {pool: eu-central-1_x, name: golden}\n";
        assertThat(reader(asking, Map.of("USER_ID", "4711")).step("chroma").read())
                .isNotNull();
        assertThat(problems(reader(asking, Map.of()).skipCognito(true).step("chroma")))
                .anySatisfy(it ->
                        assertThat(it).contains("${USER_ID}, and --skip-cognito asks nobody for it: give --user-id"));
        assertThat(problems(reader(BOTH, Map.of()).step("chroma")))
                .anySatisfy(it -> assertThat(it).contains("refers to ${USER_ID}, which is not set"));
        assertThat(problems(reader(BOTH + "user: {pole: x}\n", Map.of())))
                .anySatisfy(it -> assertThat(it).contains("user has pole"))
                .anySatisfy(it -> assertThat(it).contains("user needs a name"));
    }

    @Test
    void anIdStandsForTheUserWhereNoPoolIsNamed() throws IOException {
        String spec = BOTH + "user: {id: sample, name: golden}\n";
        String pooled = spec.replace("prod: {", "prod: {user: {outputs: none.json}, ");

        assertThat(((VectorsSpec) reader(spec, Map.of()).step("chroma").read().spec()).constants())
                .containsEntry("user_id", "sample");
        assertThat(problems(reader(pooled, Map.of()).env("prod").step("chroma")))
                .anySatisfy(it -> assertThat(it).contains("none.json can't be read as JSON"));
    }

    @Test
    void aParameterThatSomethingBeforeTheSpecReplacesIsNotAskedFor() throws IOException {
        String spec = BOTH.replace("postgresql://app:secret@db:5432/app", "${ssm:/app/url}");

        Settings settings = reader(spec, Map.of("USER_ID", "1", "TARGET_URL", "postgresql://me:x@local/x"))
                .step("sqlite")
                .read();

        assertThat(settings.target().host()).isEqualTo("local");
    }

    @Test
    void aParameterIsRefusedWhereItsValueWouldEnterHistories() throws IOException {
        assertThat(problems(reader(BOTH, Map.of("USER_ID", "${ssm:/app/user}", "VECTORS_TYPE", "${ssm:/x}"))
                        .step("chroma")))
                .anySatisfy(it -> assertThat(it)
                        .contains(
                                "${ssm:/x}", "told in histories and reports: parameters are for settings of services"));
    }

    @Test
    void aStacksOutputsTellThePool() throws IOException {
        Path list = Files.writeString(
                directory.resolve("list.json"),
                "[{\"OutputKey\": \"Api\", \"OutputValue\": \"x\"}, {\"OutputKey\": \"UserPoolId\", \"OutputValue\": \"p1\"}]");
        Path stacks = Files.writeString(directory.resolve("stacks.json"), "{\"App\": {\"UserPoolId\": \"p2\"}}");

        assertThat(StackOutputs.userPool(list)).contains("p1");
        assertThat(StackOutputs.userPool(stacks)).contains("p2");
        assertThat(StackOutputs.userPool(Files.writeString(directory.resolve("none.json"), "[]")))
                .isEmpty();
    }
}
