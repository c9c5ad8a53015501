package io.longhaul.worker.settings;

import io.longhaul.aws.AwsException;
import io.longhaul.aws.ParameterStore;
import io.longhaul.aws.UserPool;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What settings take from AWS. Each is asked for once in the life of a reader, and nothing of AWS's is loaded before the
 * first. Not thread-safe.
 */
final class AwsValues {

    private final Map<String, String> known = new HashMap<>();
    private @Nullable String profile;
    private boolean makesUsers;

    /** Of AWS's configuration; null for the SDK's default chain. */
    void profile(@Nullable String name) {
        profile = name;
    }

    /** From now on, a user who is not there is made. */
    void makeUsers() {
        makesUsers = true;
    }

    /** @throws AwsException in a sentence for the user */
    String parameter(String name) {
        return known.computeIfAbsent("parameter " + name, key -> new ParameterStore(profile).value(name));
    }

    /**
     * A user's id in Cognito.
     *
     * @return a text that says so where there is no such user yet, and none is to be made
     * @throws AwsException in a sentence for the user
     */
    String userId(String pool, UserSpec user) {
        String key = "user " + pool + " " + user.name();
        String there = known.get(key);
        if (there != null) {
            return there;
        }
        UserPool users = new UserPool(pool, profile);
        if (makesUsers) {
            String made = users.findOrMake(user.name(), user.email());
            known.put(key, made);
            return made;
        }
        return users.find(user.name())
                .map(found -> {
                    known.put(key, found);
                    return found;
                })
                .orElse("(user " + user.name() + " whom a run makes)");
    }
}
