package io.longhaul.worker.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user of Cognito whose {@code sub} is {@code ${USER_ID}}.
 *
 * @param pool its user pool's id, maybe by a placeholder; null where {@code outputs} has it
 * @param outputs a file with a CDK stack's outputs, relative to the spec
 * @param name as which the user logs in
 * @param email null for none
 */
record UserSpec(
        @Nullable String pool,
        @Nullable String outputs,
        String name,
        @Nullable String email) {

    private static final List<String> KEYS = List.of("pool", "outputs", "name", "email");

    static @Nullable UserSpec of(String file, JsonNode user, List<String> problems) {
        List<String> wrong = new ArrayList<>();
        user.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                wrong.add(file + ": user has " + key + ", which it knows nothing of: give " + String.join(", ", KEYS));
            }
        });
        UserSpec spec = new UserSpec(
                text(user, "pool"), text(user, "outputs"), String.valueOf(text(user, "name")), text(user, "email"));
        if (text(user, "name") == null || (spec.pool == null) == (spec.outputs == null)) {
            wrong.add(file + ": user needs a name, and either its pool's id or a file of a CDK stack's outputs that has"
                    + " it, as {pool: eu-central-1_AbCdEfGhI, name: migration}");
        }
        problems.addAll(wrong);
        return wrong.isEmpty() ? spec : null;
    }

    private static @Nullable String text(JsonNode map, String key) {
        JsonNode value = map.get(key);
        return value == null || value.asText().isBlank() ? null : value.asText();
    }
}
