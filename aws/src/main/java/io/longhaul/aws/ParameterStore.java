package io.longhaul.aws;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;

/** AWS's parameter store (Systems Manager). Each question has a client of its own, as there are few. Thread-safe. */
public final class ParameterStore {

    private final Account account;

    /** @param profile of AWS's configuration; null for the SDK's default chain */
    public ParameterStore(@Nullable String profile) {
        this.account = new Account(profile);
    }

    /**
     * A parameter's value, decrypted.
     *
     * @param name as {@code /collections/dev/database-url}
     * @throws AwsException where it can't be had
     */
    public String value(String name) {
        try (SsmClient client = account.client(SsmClient.builder())) {
            return client.getParameter(request -> request.name(name).withDecryption(true))
                    .parameter()
                    .value();
        } catch (ParameterNotFoundException | ParameterVersionNotFoundException e) {
            throw new AwsException(
                    what(name) + account.words()
                            + " is not there: check its name, AWS_REGION and the account, or put it there",
                    e);
        } catch (SdkException | IllegalStateException | IllegalArgumentException e) {
            throw AwsErrors.of(account, what(name), "ssm:GetParameter, and kms:Decrypt for its key,", e);
        }
    }

    private static String what(String name) {
        return "parameter " + name + " of AWS's parameter store";
    }
}
