package io.longhaul.aws;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Who asks AWS, and where: by the SDK's default chain (environment, profiles of {@code ~/.aws}, roles of containers and
 * machines), and {@code AWS_ENDPOINT_URL} as the SDK knows it. A profile that is named goes before keys in the
 * environment, as by AWS's own command line.
 *
 * @param profile null for the default chain
 */
record Account(@Nullable String profile) {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** With all attempts: a person waits for it. */
    private static final Duration ALTOGETHER = Duration.ofSeconds(25);

    <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(B builder) {
        builder.httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ANSWER));
        builder.overrideConfiguration(all -> {
            all.apiCallAttemptTimeout(ANSWER).apiCallTimeout(ALTOGETHER);
            if (profile != null) {
                all.defaultProfileName(profile);
            }
        });
        if (profile != null) {
            builder.credentialsProvider(ProfileCredentialsProvider.create(profile));
        }
        return builder.build();
    }

    /** For messages. */
    String words() {
        return profile == null ? "" : " by profile " + profile;
    }
}
