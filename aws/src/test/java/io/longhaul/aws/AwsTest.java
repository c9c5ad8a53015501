package io.longhaul.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** Against a server that speaks as AWS does. */
@Timeout(200)
class AwsTest {

    private static final Account ACCOUNT = new Account(null);
    private static final String URL = "postgresql://app:s3cret@db.example.com:5432/app";

    @TempDir
    static Path folder;

    private static Moto moto;
    private static String pool;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        moto = Moto.start(folder);
        try (SsmClient ssm = ACCOUNT.client(SsmClient.builder())) {
            ssm.putParameter(request -> request.name("/collections/dev/database-url")
                    .type(ParameterType.SECURE_STRING)
                    .value(URL));
        }
        try (CognitoIdentityProviderClient cognito = ACCOUNT.client(CognitoIdentityProviderClient.builder())) {
            pool = cognito.createUserPool(request -> request.poolName("users"))
                    .userPool()
                    .id();
        }
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            moto.close();
        }
    }

    private static List<UserType> users(String name) {
        try (CognitoIdentityProviderClient cognito = ACCOUNT.client(CognitoIdentityProviderClient.builder())) {
            return cognito.listUsers(request -> request.userPoolId(pool)).users().stream()
                    .filter(user -> user.username().equals(name))
                    .toList();
        }
    }

    @Test
    void aSecureParameterIsReadDecrypted() {
        assertThat(new ParameterStore(null).value("/collections/dev/database-url"))
                .isEqualTo(URL);
    }

    @Test
    void aParameterThatIsMissingIsNamedWithTheWayOut() {
        assertThatThrownBy(() -> new ParameterStore(null).value("/collections/prod/database-url"))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("/collections/prod/database-url")
                .hasMessageContaining("is not there: check its name, AWS_REGION and the account");
    }

    @Test
    void aUserIsMadeOnceAndFoundAfterwards() {
        UserPool users = new UserPool(pool, null);
        assertThat(users.find("golden")).isEmpty();

        String made = users.findOrMake("golden", "test@example.com");

        assertThat(UUID.fromString(made)).isNotNull();
        assertThat(users.findOrMake("golden", "test@example.com")).isEqualTo(made);
        assertThat(users.find("golden")).contains(made);
        assertThat(users("golden")).singleElement().satisfies(user -> {
            assertThat(user.enabled()).isTrue();
            assertThat(user.attributes())
                    .contains(AttributeType.builder()
                            .name("email")
                            .value("test@example.com")
                            .build());
        });
    }

    @Test
    void severalAtOnceMakeOneUser() throws Exception {
        int many = 6;
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(many);
        List<Future<String>> made = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            made.add(threads.submit(() -> {
                go.await();
                return new UserPool(pool, null).findOrMake("crowd", null);
            }));
        }
        go.countDown();
        List<String> ids = new ArrayList<>();
        for (Future<String> one : made) {
            ids.add(one.get());
        }
        threads.shutdown();

        assertThat(ids).hasSize(many).containsOnly(ids.get(0));
        assertThat(users("crowd")).hasSize(1);
    }

    @Test
    void aPoolThatIsMissingIsNamed() {
        assertThatThrownBy(() -> new UserPool("eu-central-1_missing", null).findOrMake("golden", null))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("golden")
                .hasMessageContaining("eu-central-1_missing")
                .hasMessageContaining("there is no such pool");
    }

    @Test
    void anAwsThatCannotBeReachedIsToldSoInBoundedTime() {
        System.setProperty("aws.endpointUrl", "http://127.0.0.1:1");
        try {
            assertThatThrownBy(() -> new ParameterStore(null).value("/x"))
                    .isInstanceOf(AwsException.class)
                    .hasMessageContaining("can't be reached: check the network, AWS_REGION and AWS_ENDPOINT_URL");
        } finally {
            System.setProperty("aws.endpointUrl", moto.url());
        }
    }

    @Test
    void aProfileGoesBeforeKeysAndOneThatIsMissingIsNamed() throws IOException {
        Path config = Files.writeString(folder.resolve("config"), """
                [profile production]
                region = eu-central-1
                aws_access_key_id = other
                aws_secret_access_key = other
                """);
        System.setProperty("aws.configFile", config.toString());
        System.setProperty("aws.sharedCredentialsFile", folder.resolve("none").toString());
        try {
            assertThat(new ParameterStore("production").value("/collections/dev/database-url"))
                    .isEqualTo(URL);
            assertThatThrownBy(() -> new ParameterStore("prodution").value("/collections/dev/database-url"))
                    .isInstanceOf(AwsException.class)
                    .hasMessageContaining("by profile prodution: AWS's configuration has no such profile");
        } finally {
            System.clearProperty("aws.configFile");
            System.clearProperty("aws.sharedCredentialsFile");
        }
    }
}
