package io.longhaul.aws;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** What AWS's errors mean to whoever reads settings. Their own texts may quote a request, so they stay with the cause. */
final class AwsErrors {

    private static final Set<String> DENIED = Set.of("AccessDeniedException", "AccessDenied", "NotAuthorizedException");

    private static final Set<String> BAD_KEYS = Set.of(
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "InvalidClientTokenId",
            "ExpiredTokenException",
            "ExpiredToken",
            "IncompleteSignature");

    private AwsErrors() {}

    /**
     * Of an error that says nothing of the thing itself.
     *
     * @param what was wanted, as {@code parameter /app/url}
     * @param grant the permissions that it takes
     */
    static AwsException of(Account account, String what, String grant, RuntimeException failure) {
        String which = what + account.words();
        if (failure instanceof AwsServiceException answer) {
            return new AwsException(which + ": " + answered(answer, grant), failure);
        }
        return new AwsException(which + ": " + unanswered(account, failure), failure);
    }

    private static String answered(AwsServiceException answer, String grant) {
        String code = answer.awsErrorDetails() == null
                ? "HTTP " + answer.statusCode()
                : answer.awsErrorDetails().errorCode();
        if (DENIED.contains(code)) {
            return "AWS denies access: grant " + grant + " to whoever asks, or ask by another --aws-profile";
        }
        if (BAD_KEYS.contains(code)) {
            return "AWS takes the credentials for none, or they have expired: log in again, or name another"
                    + " --aws-profile";
        }
        if (answer.isThrottlingException()) {
            return "AWS is asked too often: try again in a minute";
        }
        return "AWS answered " + code + ": see AWS's documentation of it";
    }

    private static String unanswered(Account account, RuntimeException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("unable to load region")) {
            return "no AWS region is named: set AWS_REGION, or one in the profile";
        }
        if (text.contains("profile") && account.profile() != null) {
            return "AWS's configuration has no such profile, or it has no credentials: see ~/.aws/config and"
                    + " ~/.aws/credentials";
        }
        if (text.contains("credentials")) {
            return "there are no AWS credentials: set AWS_PROFILE or --aws-profile, or AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY";
        }
        if (failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException) {
            return "AWS does not answer in time: check the network, AWS_REGION and AWS_ENDPOINT_URL";
        }
        if (caused(failure)) {
            return "AWS can't be reached: check the network, AWS_REGION and AWS_ENDPOINT_URL";
        }
        return "it can't be had from AWS: " + failure.getClass().getSimpleName()
                + "; check AWS_REGION, AWS_PROFILE and AWS_ENDPOINT_URL";
    }

    private static boolean caused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
