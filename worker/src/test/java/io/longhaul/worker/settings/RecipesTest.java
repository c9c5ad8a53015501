package io.longhaul.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.workflows.relational.DdlFile;
import io.longhaul.workflows.relational.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipesTest {

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private SettingsReader reader() {
        environment.putIfAbsent("HOME", directory.toString());
        return new SettingsReader(directory, environment);
    }

    private Settings relational(String spec) throws IOException {
        return reader().spec(spec(spec)).read();
    }

    private Path spec(String text) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("specs"));
        return Files.writeString(folder.resolve("league.yaml"), "recipe: relational\n" + text);
    }

    private List<String> problems(String spec) throws IOException {
        SettingsReader reader = reader().spec(spec(spec));
        return catchThrowableOfType(SettingsException.class, reader::read).problems();
    }

    @Test
    void aSpecMayBeOfTheRelationalRecipe() throws IOException {
        environment.put("OWNER", "u-17");
        Settings settings = relational("""
                name: spring
                batch-size: 5000
                relational:
                  file: data/app.db
                  schema: app
                  quarantine: app_rest
                  tables: [users, orders]
                  accept-partial: true
                  rules:
                    - {table: users, column: email, rule: default, value: unknown}
                    - {table: '*', column: user_id, rule: add, type: text, value: '${OWNER}'}
                    - {table: users, column: active, rule: map, values: {1: true, 'no': false}}
                """);
        RelationalSettings relational = settings.relational("test");
        assertThat(settings.name()).isEqualTo("spring");
        assertThat(settings.tuning().batchSize()).isEqualTo(5000);
        assertThat(relational.file())
                .as("beside the spec")
                .isEqualTo(directory.resolve("specs").resolve("data").resolve("app.db"));
        assertThat(relational.spec().schema()).isEqualTo("app");
        assertThat(relational.spec().quarantine()).isEqualTo("app_rest");
        assertThat(relational.spec().tables()).containsExactly("users", "orders");
        assertThat(relational.spec().acceptPartial()).isTrue();
        assertThat(relational.spec().rules())
                .hasSize(3)
                .contains(new Rule.Default("users", "email", "unknown"))
                .contains(new Rule.MapValues("users", "active", Map.of("1", "true", "no", "false")))
                .anySatisfy(
                        rule -> assertThat(rule).isInstanceOfSatisfying(Rule.Add.class, add -> assertThat(add.value())
                                .isEqualTo("u-17")));
    }

    @Test
    void whatIsNotSetIsMadeOfTheFile() throws IOException {
        Settings settings = relational("relational: {file: /data/My App-2024.sqlite3}\n");
        RelationalSettings relational = settings.relational("test");
        assertThat(relational.spec().schema()).isEqualTo("my_app_2024");
        assertThat(relational.spec().quarantine()).isEqualTo("my_app_2024_quarantine");
        assertThat(settings.name()).isEqualTo("my_app_2024");
        assertThat(relational.spec().tables()).isEmpty();
        assertThat(relational.spec().rules()).isEmpty();
        assertThat(relational.spec().acceptPartial()).isFalse();
        assertThat(settings.tuning().batchSize()).isEqualTo(50_000);
        assertThat(settings.sourceIdentity()).isEqualTo("/data/My App-2024.sqlite3");
        assertThat(settings.sinkIdentity()).isEqualTo("embedded PostgreSQL/target.my_app_2024");
        assertThat(settings.recipe().modelIdentity()).isEmpty();
        assertThat(settings.shown())
                .containsEntry("LONGHAUL_RECIPE", "relational")
                .containsEntry("RELATIONAL_SCHEMA", "my_app_2024")
                .doesNotContainKeys("MYSQL_TABLE", "EMBEDDING_MODEL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app.db | app",
                "2024.db | db_2024",
                "pg_x.db | db_pg_x",
                "Ü.db | db_",
                ".hidden | hidden",
                "a.b.db | a_b"
            })
    void aSchemaOfAFileNeedsNoQuotes(String file, String schema) throws IOException {
        assertThat(relational("relational: {file: '" + file.strip() + "'}\n")
                        .relational("test")
                        .spec()
                        .schema())
                .isEqualTo(schema);
    }

    @Test
    void aSampleIsAFileBelowTheWorkingDirectory() throws IOException {
        Settings settings = relational("relational: {sample: league}\n");
        assertThat(settings.relational("test").file())
                .isEqualTo(directory.resolve(".longhaul").resolve("samples").resolve("league.db"));
        assertThat(settings.name()).isEqualTo("league");
        assertThat(settings.sourceIdentity()).isEqualTo("sample league");
    }

    @Test
    void aFileFromTheEnvironmentIsRelativeToTheWorkingDirectory() {
        environment.put("LONGHAUL_RECIPE", "relational");
        environment.put("RELATIONAL_FILE", "app.db");
        environment.put("RELATIONAL_RULES", "[{\"table\": \"a\", \"rule\": \"leave-out\"}]");
        RelationalSettings relational = reader().read().relational("test");
        assertThat(relational.file()).isEqualTo(directory.resolve("app.db"));
        assertThat(relational.spec().rules()).containsExactly(new Rule.LeaveOut("a", null, null));
    }

    @Test
    void editedDdlStandsBesideItsSpecAndIsKnownByItsChecksum() throws IOException {
        assertThat(problems("relational: {file: a.db, ddl: app.sql}\n"))
                .singleElement()
                .asString()
                .contains("app.sql, which can't be read: discover --ddl-only prints such a file");
        Files.writeString(directory.resolve("specs").resolve("app.sql"), "abc");
        assertThat(relational("relational: {file: a.db, ddl: app.sql}\n")
                        .relational("test")
                        .spec()
                        .ddl())
                .isEqualTo(new DdlFile(
                        directory.resolve("specs").resolve("app.sql").toString(),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    @Test
    void itNeedsTheTargetAndNothingOfTheOthers() throws IOException {
        Settings settings = relational("relational: {sample: league}\n");
        assertThat(settings.needed()).containsExactlyInAnyOrder(Backend.POSTGRES, Backend.TEMPORAL, Backend.TARGET);
        assertThat(settings.embeddedServices()).isEqualTo(settings.needed());
    }

    @Test
    void aTargetThatIsNamedIsReadAsTheLedgerIs() throws IOException {
        String sample = "relational: {sample: league}\n";
        environment.put("TARGET_URL", "postgresql://me:hunter2@db.example.com/shop?sslmode=require");
        Settings settings = relational(sample);
        assertThat(settings.target().host()).isEqualTo("db.example.com");
        assertThat(settings.sinkIdentity()).isEqualTo("db.example.com:5432/shop.league");
        assertThat(settings.embeddedServices()).containsExactlyInAnyOrder(Backend.POSTGRES, Backend.TEMPORAL);
        assertThat(settings.toString()).doesNotContain("hunter2");
        environment.put("TARGET_URL", "mysql://hunter2@x");
        assertThat(problems(sample))
                .containsExactly("TARGET_URL is malformed: it does not begin with postgresql://; give"
                        + " postgresql://user:password@host:5432/database");
        environment.put(
                "TARGET_URL", "postgresql://me:hunter2@db/shop?sslmode=verify-full&sslrootcert=%2Fnone%2Fpg.pem");
        assertThat(problems(sample))
                .containsExactly(
                        "sslrootcert in TARGET_URL is /none/pg.pem, which can't be read: check the path and its"
                                + " permissions");
    }

    @Test
    void theEmbeddedPostgresServesBothUnlessOneIsNamed() throws IOException {
        Map<String, String> stack = Map.of(
                "LEDGER_URL", "postgresql://longhaul:made-up@127.0.0.1:45005/longhaul",
                "TARGET_URL", "postgresql://longhaul:made-up@127.0.0.1:45005/target",
                "TEMPORAL_ADDRESS", "127.0.0.1:45003",
                "LONGHAUL_EMBEDDED", "postgres,temporal");
        environment.put("LEDGER_URL", "postgresql://me:hunter2@db.example.com/ledger");
        Settings settings = reader().spec(spec("relational: {sample: league}\n"))
                .stack(stack)
                .read();
        assertThat(settings.ledger().host()).isEqualTo("db.example.com");
        assertThat(settings.target().database()).isEqualTo("target");
        assertThat(settings.embedded(Backend.TARGET)).isTrue();
        assertThat(settings.served())
                .containsExactlyInAnyOrder(KnownRecipe.RELATIONAL, KnownRecipe.BACKFILL, KnownRecipe.REPARTITION);
    }

    @Test
    void aWorkerProcessFindsInItsEnvironmentWhatTheStarterRead() throws IOException {
        Settings settings = relational("""
                relational:
                  file: app.db
                  rules: [{table: users, column: born, rule: cast, type: date, formats: [iso, dd.MM.yyyy]}]
                """);
        environment.putAll(settings.environment());
        Settings worker = reader().read();
        assertThat(worker.recipe()).isEqualTo(settings.recipe());
        assertThat(worker.embeddedServices()).isEqualTo(settings.embeddedServices());
    }

    @Test
    void everyProblemOfARelationalSpecIsNamed() throws IOException {
        assertThat(problems("name: x\n"))
                .containsExactly(
                        "RELATIONAL_FILE is missing: name the SQLite database, or set RELATIONAL_SAMPLE=league for"
                                + " one that comes with Longhaul");
        assertThat(problems("""
                relational:
                  file: a.db
                  sample: legue
                  schema: app
                  quarantine: app
                  accept-partial: maybe
                  rulse: []
                  rules: [{table: users, column: email, rule: defualt, value: x}, {table: users, rule: default}]
                """))
                .anySatisfy(it -> assertThat(it).endsWith("did you mean RELATIONAL_RULES?"))
                .anySatisfy(
                        it -> assertThat(it)
                                .isEqualTo(
                                        "RELATIONAL_SAMPLE (league.yaml) is legue, which there is none of: did you mean league?"))
                .anySatisfy(it -> assertThat(it).contains("are both set: give one of them"))
                .anySatisfy(it -> assertThat(it).contains("give the quarantine a schema of its own"))
                .anySatisfy(it -> assertThat(it)
                        .isEqualTo("RELATIONAL_ACCEPT_PARTIAL (league.yaml) is maybe: give true or false"))
                .anySatisfy(it -> assertThat(it)
                        .isEqualTo(
                                "RELATIONAL_RULES (league.yaml): rule 1 is called defualt, which is none: did you mean"
                                        + " default?"))
                .anySatisfy(it -> assertThat(it).contains("rule 2 (default) lacks its column"))
                .anySatisfy(it -> assertThat(it).contains("rule 2 (default) lacks its value"))
                .hasSize(8);
        environment.put("RELATIONAL_RULES", "no json");
        assertThat(problems("relational: {sample: league}\n")).singleElement().satisfies(it -> assertThat(it)
                .startsWith("RELATIONAL_RULES (environment) is not JSON"));
    }

    @Test
    void aPlaceholderInARuleMustBeSet() throws IOException {
        assertThat(
                        problems(
                                "relational: {sample: league, rules: [{table: a, column: b, rule: default, value: '${NO}'}]}\n"))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("${NO}, which is not set"));
    }

    @Test
    void whatOnlyOneRecipeHasRefusesTheOthers() throws IOException {
        Settings settings = relational("relational: {sample: league}\n");
        assertThat(catchThrowableOfType(SettingsException.class, () -> settings.embed("search")))
                .hasMessage(
                        "search is for the recipe embed, and league.yaml is relational: give a spec with recipe: embed");
        Settings usual = reader().read();
        assertThat(catchThrowableOfType(SettingsException.class, () -> usual.relational("discover")))
                .hasMessageContaining("discover is for the recipe relational, and it is embed, as none is named");
    }

    private Path vectors(String text) throws IOException {
        return Files.writeString(directory.resolve("vectors.yaml"), "recipe: vectors\n" + text);
    }

    @Test
    void aSpecMayMoveACollectionOfChromaIntoPgvector() throws IOException {
        Settings settings = reader().spec(vectors("""
                        chroma: {url: 'http://chroma.example.com:8000', token: s3cret-token, tenant: acme}
                        target: {url: 'postgresql://me:s3cret@db.example.com/app'}
                        vectors:
                          collection: memos
                          type: halfvec
                          index: ivfflat
                          constants: ["user_id=4711,role=b", "team=a b"]
                        """)).read();

        VectorsSettings vectors = (VectorsSettings) settings.recipe();
        assertThat(settings.name()).isEqualTo("memos");
        assertThat(vectors.services()).containsExactlyInAnyOrder(Backend.CHROMA, Backend.TARGET);
        assertThat(settings.served()).contains(KnownRecipe.VECTORS);
        assertThat(vectors.spec().constants()).isEqualTo(Map.of("user_id", "4711,role=b", "team", "a b"));
        assertThat(vectors.spec().sizedByCount()).isTrue();
        assertThat(settings.sourceIdentity())
                .isEqualTo("Chroma at http://chroma.example.com:8000/acme/default_database/memos");
        assertThat(settings.sinkIdentity()).isEqualTo("db.example.com:5432/app.public/memos");
        assertThat(settings.shown())
                .containsEntry("CHROMA_TENANT", "acme")
                .containsEntry("VECTORS_INDEX_MEMORY", "256MB")
                .containsEntry("VECTORS_INDEX_WORKERS", "2");
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @Test
    void aSpecMayMoveACollectionOfPgvectorIntoQdrant() throws IOException {
        Settings settings = reader().spec(vectors("""
                        batch-size: 700
                        source: {url: 'postgresql://me:s3cret@db.example.com/app'}
                        vectors: {from: pgvector, to: qdrant, collection: memos, target-collection: notes}
                        """)).read();

        VectorsSettings vectors = (VectorsSettings) settings.recipe();
        assertThat(vectors.services()).containsExactlyInAnyOrder(Backend.SOURCE, Backend.QDRANT);
        assertThat(vectors.spec().sizedByCount()).isFalse();
        assertThat(settings.sinkIdentity()).isEqualTo("embedded LocalQdrant/notes");
    }

    @Test
    void aSampleOfVectorsIsInTheEmbeddedChromaAndItsQueriesAreOfItsModel() throws IOException {
        Settings settings = reader().spec(vectors("vectors: {sample: glosses, queries: [vintage items]}\n"))
                .read();

        VectorsSettings vectors = (VectorsSettings) settings.recipe();
        assertThat(settings.name()).isEqualTo("glosses");
        assertThat(vectors.services()).containsExactlyInAnyOrder(Backend.CHROMA, Backend.TARGET, Backend.EMBEDDINGS);
        assertThat(vectors.pgvector()).isTrue();
        assertThat(vectors.spec().queries().model()).isEqualTo("all-MiniLM-L6-v2");
        assertThat(settings.sourceIdentity()).isEqualTo("sample glosses");
    }

    @Test
    void aSampleIsNeitherReadFromAnotherChromaNorPaidFor() throws IOException {
        environment.put("OPENAI_API_KEY", "sk-1");
        SettingsReader reader =
                reader().spec(vectors("chroma: {url: 'http://chroma.example.com'}\nvectors: {sample: glosses}\n"));

        assertThat(catchThrowableOfType(SettingsException.class, reader::read).problems())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("the embedded Chroma holds"))
                .anyMatch(problem -> problem.contains("unset OPENAI_API_KEY"));
    }

    @Test
    void whatIsWrongWithVectorsIsToldAllAtOnce() throws IOException {
        SettingsReader reader = reader().spec(vectors("""
                vectors: {from: faiss, type: bit, index: tree, constants: [user_id], queries: [red chairs]}
                """));

        assertThat(catchThrowableOfType(SettingsException.class, reader::read).problems())
                .hasSize(7)
                .anyMatch(problem -> problem.contains("VECTORS_COLLECTION is missing"))
                .anyMatch(problem -> problem.contains("CHROMA_URL is missing"))
                .anyMatch(problem -> problem.contains("VECTORS_FROM (vectors.yaml) is faiss: give chroma or pgvector"))
                .anyMatch(problem -> problem.contains("give vector or halfvec"))
                .anyMatch(problem -> problem.contains("give hnsw, ivfflat or none"))
                .anyMatch(problem -> problem.contains("give each as user_id=4711"))
                .anyMatch(problem -> problem.contains("EMBEDDING_MODEL"));
    }
}
