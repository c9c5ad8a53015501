package io.longhaul.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.activities.mysql.MysqlTls;
import io.longhaul.workflows.embed.OverlongPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

    private static final String MYSQL = """
            MYSQL_HOST=db.example.com
            MYSQL_USER=reader
            MYSQL_PASSWORD=hunter2
            MYSQL_DATABASE=shop
            """;

    private static final Map<String, String> STACK = Map.of(
            "MYSQL_HOST", "127.0.0.1",
            "MYSQL_PORT", "45001",
            "MYSQL_USER", "longhaul",
            "MYSQL_PASSWORD", "made-up",
            "MYSQL_DATABASE", "longhaul_sample",
            "QDRANT_URL", "http://127.0.0.1:45002",
            "TEMPORAL_ADDRESS", "127.0.0.1:45003",
            "LONGHAUL_EMBEDDED", "mysql,temporal,qdrant",
            "LONGHAUL_WEB_UI", "http://127.0.0.1:45004");

    private static final Set<Backend> NEEDED_BY_EMBED =
            Set.of(Backend.MYSQL, Backend.POSTGRES, Backend.TEMPORAL, Backend.QDRANT, Backend.EMBEDDINGS);

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private SettingsReader reader() {
        environment.putIfAbsent("HOME", directory.toString());
        return new SettingsReader(directory, environment);
    }

    private void dotenv(String text) throws IOException {
        Files.writeString(directory.resolve(".env"), text);
    }

    private Path spec(String text) throws IOException {
        return Files.writeString(directory.resolve("spec.yaml"), text);
    }

    private List<String> problems(SettingsReader reader) {
        return catchThrowableOfType(SettingsException.class, reader::read).problems();
    }

    @Test
    void nothingConfiguredMeansTheSeedsNamesAndEverythingEmbedded() {
        Settings settings = reader().read();
        assertThat(settings.embeddedServices()).isEqualTo(NEEDED_BY_EMBED);
        assertThat(settings.missing()).containsExactlyInAnyOrder(Backend.values());
        assertThat(settings.name()).isEqualTo("memos");
        assertThat(settings.embed("test").table())
                .isEqualTo(new TableSettings("ip_summary", "parse_content", List.of(), null));
        assertThat(settings.embed("test").model().identity()).isEqualTo("all-MiniLM-L6-v2/384");
        assertThat(settings.tuning().batchSize()).isEqualTo(200);
        assertThat(settings.limit()).isNull();
    }

    @Test
    void aFlagBeatsTheEnvironmentBeatsDotEnvBeatsTheSpec() throws IOException {
        Path spec = spec("""
                batch-size: 1
                concurrency: 1
                failure-threshold: 0.5
                mysql: {table: of_spec, text-column: of_spec}
                """);
        dotenv("LONGHAUL_BATCH_SIZE=2\nLONGHAUL_CONCURRENCY=2\nMYSQL_TABLE=of_dotenv\n");
        environment.put("LONGHAUL_BATCH_SIZE", "3");
        environment.put("LONGHAUL_CONCURRENCY", "3");
        Settings settings = reader().spec(spec)
                .flag("--batch-size", Setting.LONGHAUL_BATCH_SIZE, 4)
                .read();
        assertThat(settings.tuning().batchSize()).isEqualTo(4);
        assertThat(settings.tuning().concurrency()).isEqualTo(3);
        assertThat(settings.tuning().failureThreshold()).isEqualTo(0.5);
        assertThat(settings.embed("test").table().table()).isEqualTo("of_dotenv");
        assertThat(settings.embed("test").table().textColumn()).isEqualTo("of_spec");
    }

    @Test
    void aServiceThatIsNamedIsUsedAndTheOthersComeFromTheStack() throws IOException {
        dotenv(MYSQL);
        Settings settings = reader().stack(STACK).read();
        assertThat(settings.mysql().host()).isEqualTo("db.example.com");
        assertThat(settings.mysql().port()).isEqualTo(3306);
        assertThat(settings.qdrant().port()).isEqualTo(45002);
        assertThat(settings.temporal().address()).isEqualTo("127.0.0.1:45003");
        assertThat(settings.missing())
                .containsExactlyInAnyOrder(
                        Backend.POSTGRES, Backend.TARGET, Backend.EMBEDDINGS, Backend.CHROMA, Backend.SOURCE);
        assertThat(settings.embedded(Backend.MYSQL)).isFalse();
        assertThat(settings.embedded(Backend.QDRANT)).isTrue();
    }

    @Test
    void identitiesOfEmbeddedServicesDoNotChangeWithTheirPorts() throws IOException {
        Settings embedded = reader().stack(STACK).read();
        assertThat(embedded.sourceIdentity()).isEqualTo("embedded MariaDB/longhaul_sample.ip_summary");
        assertThat(embedded.sinkIdentity()).isEqualTo("embedded LocalQdrant/memos");
        dotenv(MYSQL + "QDRANT_URL=https://q.example.com:6333\n");
        Settings named = reader().stack(STACK).read();
        assertThat(named.sourceIdentity()).isEqualTo("db.example.com:3306/shop.ip_summary");
        assertThat(named.sinkIdentity()).isEqualTo("q.example.com:6334/memos");
    }

    @Test
    void aStackThatRunsInTheDirectoryIsJoinedAndOneThatDiedIsNot() throws IOException {
        Path file = Files.createDirectories(directory.resolve(".longhaul")).resolve("stack.env");
        String services = "QDRANT_URL=http://127.0.0.1:45002\nLONGHAUL_EMBEDDED=qdrant\n";
        Files.writeString(
                file, services + "LONGHAUL_STACK_PID=" + ProcessHandle.current().pid() + "\n");
        assertThat(reader().read().missing()).doesNotContain(Backend.QDRANT);
        Files.writeString(file, services + "LONGHAUL_STACK_PID=2147483600\n");
        assertThat(reader().read().missing()).contains(Backend.QDRANT);
    }

    @Test
    void aWorkerProcessFindsInItsEnvironmentWhatTheStarterRead() throws IOException {
        dotenv(MYSQL);
        Settings settings = reader().stack(STACK)
                .flag("--concurrency", Setting.LONGHAUL_CONCURRENCY, 7)
                .read();
        environment.putAll(settings.environment());
        Files.delete(directory.resolve(".env"));
        Settings worker = reader().read();
        assertThat(worker.mysql()).isEqualTo(settings.mysql());
        assertThat(worker.qdrant()).isEqualTo(settings.qdrant());
        assertThat(worker.temporal().address()).isEqualTo(settings.temporal().address());
        assertThat(worker.tuning()).isEqualTo(settings.tuning());
        assertThat(worker.embeddedServices()).isEqualTo(settings.embeddedServices());
        assertThat(worker.sourceIdentity()).isEqualTo(settings.sourceIdentity());
        assertThat(worker.webUi()).isEqualTo("http://127.0.0.1:45004");
    }

    @Test
    void everyProblemIsReportedAtOnceAndNamesItsSetting() throws IOException {
        dotenv("""
                MYSQL_HOST=db
                MYSQL_PORT=99999
                MYSQL_PASSWROD=hunter2
                QDRANT_API_KEY=hunter2
                LEDGER_URL=mysql://hunter2@x
                EMBEDDING_DIMENSIONS=many
                OVERLONG_POLICY=shrug
                LONGHAUL_BATCH_SIZE=0
                LONGHAUL_NAME=a/b
                """);
        List<String> problems = problems(reader());
        assertThat(problems).noneMatch(problem -> problem.contains("hunter2"));
        assertThat(problems)
                .anySatisfy(it -> assertThat(it).startsWith("MYSQL_PORT (.env) is 99999: give 1 to 65535"))
                .anySatisfy(
                        it -> assertThat(it).contains("MYSQL_PASSWROD (.env)").contains("did you mean MYSQL_PASSWORD?"))
                .anySatisfy(it -> assertThat(it).startsWith("MYSQL_USER is missing, but MYSQL_HOST is set"))
                .anySatisfy(it -> assertThat(it).startsWith("MYSQL_DATABASE is missing"))
                .anySatisfy(it -> assertThat(it).startsWith("MYSQL_PASSWORD is missing"))
                .anySatisfy(it -> assertThat(it).startsWith("QDRANT_URL is missing, but QDRANT_API_KEY is set"))
                .anySatisfy(it -> assertThat(it).startsWith("LEDGER_URL is malformed"))
                .anySatisfy(it -> assertThat(it).startsWith("EMBEDDING_DIMENSIONS (.env) is not a whole number"))
                .anySatisfy(it -> assertThat(it).startsWith("OVERLONG_POLICY (.env) is shrug"))
                .anySatisfy(it -> assertThat(it).startsWith("LONGHAUL_BATCH_SIZE (.env) is 0: give 1 to 10000"))
                .anySatisfy(it -> assertThat(it).startsWith("LONGHAUL_NAME (.env) is not a name"))
                .hasSize(11);
    }

    @Test
    void aFlagIsNamedAsItWasTyped() {
        assertThat(problems(reader().flag("--batch-size", Setting.LONGHAUL_BATCH_SIZE, 0)))
                .containsExactly("--batch-size is 0: give 1 to 10000");
        assertThat(problems(reader().flag("--limit", Setting.LONGHAUL_LIMIT, -5)))
                .containsExactly("--limit is -5: give 1 or more");
    }

    @Test
    void theEnvironmentMayHoldVariablesOfOtherProgramsButNoSlips() {
        environment.put("MYSQL_ROOT_PASSWORD", "x");
        environment.put("MYSQL_HOME", "/usr");
        environment.put("OPENAI_ORG_ID", "x");
        assertThat(reader().read().embedded(Backend.MYSQL)).isTrue();
        environment.put("QDRANT_ULR", "x");
        environment.put("LONGHAUL_SPEED", "x");
        assertThat(problems(reader()))
                .satisfiesExactly(it -> assertThat(it).startsWith("LONGHAUL_SPEED (environment)"), it -> assertThat(it)
                        .endsWith("did you mean QDRANT_URL?"));
    }

    @Test
    void blankMeansNotSetExceptForAPassword() throws IOException {
        dotenv("MYSQL_HOST=\nQDRANT_URL=\nOPENAI_API_KEY=\n");
        assertThat(reader().read().embeddedServices()).isEqualTo(NEEDED_BY_EMBED);
        dotenv(MYSQL.replace("hunter2", ""));
        assertThat(reader().read().mysql().password()).isEmpty();
    }

    @Test
    void aSupabaseProjectAloneIsNoLedger() throws IOException {
        dotenv("SUPABASE_URL=https://x.supabase.co\nSUPABASE_KEY=hunter2\n");
        assertThat(problems(reader()))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("SUPABASE_URL (.env)").contains("LEDGER_URL"));
        dotenv("SUPABASE_URL=https://x.supabase.co\nLEDGER_URL=postgresql://u:p@pooler.supabase.com:5432/postgres\n");
        assertThat(reader().read().ledger().host()).isEqualTo("pooler.supabase.com");
    }

    @Test
    void modelsThatAreKnownBringTheirNumbers() {
        environment.put("OPENAI_API_KEY", "sk-x");
        assertThat(reader().read().embed("test").model().identity()).isEqualTo("text-embedding-3-small/1536");
        assertThat(reader().read().embed("test").model().pricePerMillion()).isEqualByComparingTo("0.02");
        environment.put("EMBEDDING_MODEL", "text-embedding-3-large");
        environment.put("EMBEDDING_DIMENSIONS", "256");
        environment.put("OVERLONG_POLICY", "split");
        ModelSettings large = reader().read().embed("test").model();
        assertThat(large.identity()).isEqualTo("text-embedding-3-large/256");
        assertThat(large.overlong()).isEqualTo(OverlongPolicy.SPLIT);
        environment.put("EMBEDDING_DIMENSIONS", "4000");
        assertThat(problems(reader())).singleElement().satisfies(it -> assertThat(it)
                .contains("has 3072"));
        environment.put("EMBEDDING_MODEL", "house-made");
        environment.remove("EMBEDDING_DIMENSIONS");
        assertThat(problems(reader())).singleElement().satisfies(it -> assertThat(it)
                .startsWith("EMBEDDING_DIMENSIONS is missing"));
    }

    @Test
    void theEmbeddedEndpointServesOneModelOnly() {
        environment.put("EMBEDDING_MODEL", "text-embedding-3-small");
        assertThat(problems(reader())).singleElement().satisfies(it -> assertThat(it)
                .contains("only all-MiniLM-L6-v2")
                .contains("OPENAI_API_KEY"));
    }

    @Test
    void aSpecTakesSecretsFromPlaceholdersAndListsForColumns() throws IOException {
        environment.put("THE_PASSWORD", "hunter2");
        Path spec = spec("""
                recipe: embed
                name: notes
                limit: 500
                mysql:
                  host: db
                  user: reader
                  password: ${THE_PASSWORD}
                  database: shop
                  payload-columns: [id, member_code]
                """);
        Settings settings = reader().spec(spec).read();
        assertThat(settings.name()).isEqualTo("notes");
        assertThat(settings.limit()).isEqualTo(500);
        assertThat(settings.mysql().password()).isEqualTo("hunter2");
        assertThat(settings.embed("test").table().payloadColumns()).containsExactly("id", "member_code");
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    @Test
    void aSpecThatCannotBeUsedSaysWhy() throws IOException {
        assertThat(problems(reader().spec(Path.of("none.yaml"))))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("none.yaml can't be read"));
        assertThat(problems(reader().spec(spec("a: [\n")))).singleElement().satisfies(it -> assertThat(it)
                .contains("is not YAML at line"));
        assertThat(problems(reader().spec(spec("just words\n"))))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("holds no settings"));
        assertThat(problems(reader().spec(spec("recipe: cook\nmysql: {tabel: x, host: '${NO_SUCH}'}\n"))))
                .anySatisfy(it -> assertThat(it)
                        .isEqualTo("LONGHAUL_RECIPE (spec.yaml) is cook, which there is none of: known are backfill,"
                                + " embed, relational, repartition, vectors"))
                .anySatisfy(it -> assertThat(it).contains("did you mean MYSQL_TABLE?"))
                .anySatisfy(it -> assertThat(it).contains("${NO_SUCH}, which is not set"));
    }

    @Test
    void temporalIsNamedByItsOwnVariablesOrFile() throws IOException {
        environment.put("TEMPORAL_NAMESPACE", "prod");
        assertThat(problems(reader()))
                .containsExactly(
                        "TEMPORAL_ADDRESS is missing, but TEMPORAL_NAMESPACE is set: give the server's host:port");
        dotenv("TEMPORAL_ADDRESS=temporal.example.com:7233\n");
        Settings settings = reader().stack(STACK).read();
        assertThat(settings.temporal().address()).isEqualTo("temporal.example.com:7233");
        assertThat(settings.temporal().namespace()).isEqualTo("prod");
        assertThat(settings.webUi()).isNull();
        environment.clear();
        dotenv("");
        Path toml = Files.writeString(
                directory.resolve("t.toml"), "[profile.default]\naddress = \"of-file:7233\"\napi_key = \"hunter2\"\n");
        environment.put("TEMPORAL_CONFIG_FILE", toml.toString());
        Settings ofFile = reader().read();
        assertThat(ofFile.temporal().address()).isEqualTo("of-file:7233");
        assertThat(ofFile.toString()).doesNotContain("hunter2");
    }

    @Test
    void aWorkerHasSlotsAndALoopbackPortUnlessToldOtherwise() throws IOException {
        Settings usual = reader().read();
        assertThat(usual.slots()).isEqualTo(new SlotSettings(16, 4));
        assertThat(usual.metrics()).isEqualTo(new MetricsSettings("127.0.0.1", null, false));
        dotenv("LONGHAUL_SLOTS=2\nLONGHAUL_EMBED_SLOTS=1\nLONGHAUL_METRICS_HOST=0.0.0.0\nLONGHAUL_METRICS_PORT=9000\n");
        Settings set = reader().read();
        assertThat(set.slots()).isEqualTo(new SlotSettings(2, 1));
        assertThat(set.metrics()).isEqualTo(new MetricsSettings("0.0.0.0", 9000, false));
        dotenv("LONGHAUL_METRICS_PORT=off\n");
        assertThat(reader().read().metrics().off()).isTrue();
        dotenv("LONGHAUL_SLOTS=0\nLONGHAUL_METRICS_PORT=99999\n");
        assertThat(problems(reader()))
                .containsExactly(
                        "LONGHAUL_SLOTS (.env) is 0: give 1 to 1000",
                        "LONGHAUL_METRICS_PORT (.env) is 99999: give 1 to 65535");
    }

    @Test
    void severalWorkersOfOneMachineGetPortsInARow() {
        MetricsSettings named = new MetricsSettings("127.0.0.1", 9000, false);
        assertThat(named.shifted(2).text()).isEqualTo("9002");
        assertThat(new MetricsSettings("127.0.0.1", null, false).shifted(2).text())
                .isEqualTo("off");
    }

    @Test
    void codecKeysBelongToTemporalAndAreNeverShown() throws IOException {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        dotenv("TEMPORAL_ADDRESS=t:7233\nLONGHAUL_CODEC_KEYS=new:" + key + ",old:" + key + "\n");
        Settings settings = reader().read();
        assertThat(settings.temporal().codecKeys()).hasToString("CodecKeys[new, old]");
        assertThat(settings.toString()).doesNotContain(key);
        assertThat(settings.environment()).containsEntry("LONGHAUL_CODEC_KEYS", "new:" + key + ",old:" + key);
        dotenv("TEMPORAL_ADDRESS=t:7233\nLONGHAUL_CODEC_KEYS=hunter2\n");
        assertThat(problems(reader())).singleElement().satisfies(it -> assertThat(it)
                .startsWith("LONGHAUL_CODEC_KEYS")
                .doesNotContain("hunter2"));
    }

    @Test
    void aVersionIsADeploymentAndABuildTogether() throws IOException {
        assertThat(reader().read().deployment()).isNull();
        dotenv("LONGHAUL_DEPLOYMENT_NAME=longhaul\nLONGHAUL_BUILD_ID=1.2.3\n");
        assertThat(reader().read().deployment()).isEqualTo(new DeploymentSettings("longhaul", "1.2.3"));
        dotenv("LONGHAUL_BUILD_ID=1.2.3\n");
        assertThat(problems(reader()))
                .containsExactly(
                        "LONGHAUL_DEPLOYMENT_NAME is missing, but LONGHAUL_BUILD_ID is set: give both, or neither");
        dotenv("LONGHAUL_DEPLOYMENT_NAME=long.haul\nLONGHAUL_BUILD_ID=1.2.3\nLONGHAUL_LOG_FORMAT=xml\n");
        assertThat(problems(reader()))
                .satisfiesExactly(
                        it -> assertThat(it).isEqualTo("LONGHAUL_LOG_FORMAT (.env) is xml: give text or json"),
                        it -> assertThat(it).contains("a name without a dot"));
    }

    @Test
    void howMysqlIsEncryptedIsCheckedWithTheRest() throws IOException {
        dotenv(MYSQL);
        assertThat(reader().read().mysql().tls()).isEqualTo(MysqlTls.USUAL);
        dotenv(MYSQL + "MYSQL_SSL_MODE=required\n");
        assertThat(reader().read().mysql().tls().mode()).isEqualTo(MysqlTls.Mode.REQUIRED);
        dotenv(MYSQL + "MYSQL_SSL_MODE=strict\n");
        assertThat(problems(reader()))
                .containsExactly(
                        "MYSQL_SSL_MODE is strict: give disabled, preferred, required, verify_ca, verify_identity");
        Path none = Files.writeString(directory.resolve("ca.pem"), "not a certificate");
        dotenv(MYSQL + "MYSQL_SSL_CA=" + none + "\n");
        assertThat(problems(reader()))
                .containsExactly("MYSQL_SSL_CA is " + none + ", which is not certificates in PEM");
    }

    @Test
    void certificatesOfEveryServiceAreCheckedWithTheRest() throws IOException {
        dotenv("""
                QDRANT_URL=https://qdrant.example.com:6334
                QDRANT_TLS_CA=/none/qdrant.pem
                OPENAI_API_KEY=key
                OPENAI_TLS_CERT=/none/client.pem
                LEDGER_URL=postgresql://me:secret@db/ledger?sslmode=verify-full&sslrootcert=%2Fnone%2Fpg.pem
                TEMPORAL_ADDRESS=temporal.example.com:7233
                TEMPORAL_TLS_SERVER_CA_CERT_PATH=/none/temporal.pem
                """);

        assertThat(problems(reader()))
                .containsExactlyInAnyOrder(
                        "QDRANT_TLS_CA is /none/qdrant.pem, which can't be read: check the path and its permissions",
                        "OPENAI_TLS_KEY is missing, but OPENAI_TLS_CERT is set: give both or neither",
                        "sslrootcert in LEDGER_URL is /none/pg.pem, which can't be read: check the path and its permissions",
                        "TEMPORAL_TLS_SERVER_CA_CERT_PATH is /none/temporal.pem, which can't be read: check the path and its"
                                + " permissions");
    }

    @Test
    void certificatesAreOfNoUseWithoutTls() throws IOException {
        HeldCertificate authority = new HeldCertificate.Builder().build();
        Path ca = Files.writeString(directory.resolve("ca.pem"), authority.certificatePem());
        dotenv("QDRANT_URL=http://db\nQDRANT_TLS_CA=" + ca + "\nOPENAI_API_KEY=key\nOPENAI_BASE_URL=http://api\n"
                + "OPENAI_TLS_CA=" + ca + "\n");

        assertThat(problems(reader()))
                .containsExactlyInAnyOrder(
                        "certificates are set for Qdrant, but QDRANT_URL begins with http://: write https://",
                        "certificates are set for the embeddings API, but OPENAI_BASE_URL begins with http://: write"
                                + " https://");
    }
}
