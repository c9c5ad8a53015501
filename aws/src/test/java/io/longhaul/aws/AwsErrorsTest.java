package io.longhaul.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What AWS says, and what a user is told of it. */
class AwsErrorsTest {

    private static String told(RuntimeException failure) {
        return AwsErrors.of(new Account(null), "parameter /x", "ssm:GetParameter", failure)
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, 'parameter /x: AWS denies access: grant ssm:GetParameter'",
        "ExpiredTokenException, log in again",
        "UnrecognizedClientException, AWS takes the credentials for none",
        "ThrottlingException, try again in a minute",
        "InternalServerError, AWS answered InternalServerError",
    })
    void anAnswerIsToldWithTheWayOutAndWithoutItsText(String code, String told) {
        AwsServiceException answer = AwsServiceException.builder()
                .message("secret text")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("secret text")
                        .build())
                .statusCode(400)
                .build();

        assertThat(told(answer)).contains(told).doesNotContain("secret text");
    }

    @Test
    void whatIsMissingOnThisSideIsNamed() {
        assertThat(told(SdkClientException.create("Unable to load credentials from any of the providers in the chain")))
                .contains("there are no AWS credentials: set AWS_PROFILE");
        assertThat(told(SdkClientException.create("Unable to load region from any of the providers in the chain")))
                .contains("no AWS region is named: set AWS_REGION");
        assertThat(told(ApiCallTimeoutException.create(25_000))).contains("AWS does not answer in time");
    }
}
