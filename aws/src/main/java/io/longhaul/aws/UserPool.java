package io.longhaul.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameExistsException;

/** A user pool of Cognito. Thread-safe. */
public final class UserPool {

    private static final String SUB = "sub";

    private final String pool;
    private final Account account;

    /** @param profile of AWS's configuration; null for the SDK's default chain */
    public UserPool(String pool, @Nullable String profile) {
        this.pool = pool;
        this.account = new Account(profile);
    }

    /**
     * The {@code sub} of a user; empty where there is no such user.
     *
     * @throws AwsException where that can't be known
     */
    public Optional<String> find(String user) {
        return asking(user, "cognito-idp:AdminGetUser", client -> find(client, user));
    }

    /**
     * The {@code sub} of a user, who is made where there is none. Nobody gets a mail of it. Two at once make one user.
     *
     * @param email null for none
     */
    public String findOrMake(String user, @Nullable String email) {
        return asking(user, "cognito-idp:AdminGetUser and cognito-idp:AdminCreateUser", client -> {
            Optional<String> there = find(client, user);
            return there.isPresent() ? there.get() : make(client, user, email);
        });
    }

    private <T> T asking(String user, String grant, Function<CognitoIdentityProviderClient, T> question) {
        String what = "user " + user + " of Cognito's pool " + pool;
        try (CognitoIdentityProviderClient client = account.client(CognitoIdentityProviderClient.builder())) {
            return question.apply(client);
        } catch (ResourceNotFoundException e) {
            throw new AwsException(
                    what + account.words() + ": there is no such pool: check its id, AWS_REGION and the account", e);
        } catch (SdkException | IllegalStateException | IllegalArgumentException e) {
            throw AwsErrors.of(account, what, grant, e);
        }
    }

    private Optional<String> find(CognitoIdentityProviderClient client, String user) {
        try {
            return Optional.of(
                    sub(client.adminGetUser(request -> request.userPoolId(pool).username(user))
                            .userAttributes()));
        } catch (UserNotFoundException e) {
            return Optional.empty();
        }
    }

    private String make(CognitoIdentityProviderClient client, String user, @Nullable String email) {
        List<AttributeType> attributes = new ArrayList<>();
        if (email != null) {
            attributes.add(AttributeType.builder().name("email").value(email).build());
        }
        try {
            return sub(client.adminCreateUser(request -> request.userPoolId(pool)
                            .username(user)
                            .messageAction(MessageActionType.SUPPRESS)
                            .userAttributes(attributes))
                    .user()
                    .attributes());
        } catch (UsernameExistsException e) {
            // Somebody else was faster, or the answer to an earlier attempt was lost.
            return find(client, user).orElseThrow(() -> e);
        }
    }

    private static String sub(List<AttributeType> attributes) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(SUB))
                .map(AttributeType::value)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cognito tells no sub of the user"));
    }
}
