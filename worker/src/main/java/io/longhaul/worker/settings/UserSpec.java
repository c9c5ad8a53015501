package io.longhaul.worker.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who {@code ${USER_ID}} is: the {@code sub} of a user of Cognito, or where no pool is named, an id.
 *
 * @param pool its user pool's id, maybe by a placeholder; null where {@code outputs} has it
 * @param outputs a file with a CDK stack's outputs, relative to the spec
 * @param name as which the user logs in
 * @param email null for none
 * @param id what stands for the user without Cognito; null where Cognito is asked
 */
record UserSpec(
        @Nullable String pool,
        @Nullable String outputs,
        String name,
        @Nullable String email,
        @Nullable String id) {

    private static final List<String> KEYS = List.of("pool", "outputs", "name", "email", "id");

    static @Nullable UserSpec of(String file, JsonNode user, List<String> problems) {
        List<String> wrong = new ArrayList<>();
        user.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                wrong.add(file + ": user has " + key + ", which it knows nothing of: give " + String.join(", ", KEYS));
            }
        });
        String pool = text(user, "pool");
        String outputs = text(user, "outputs");
        boolean asked = pool != null || outputs != null;
        String id = asked ? null : text(user, "id");
        String name = text(user, "name");
        if (id == null && (name == null || (pool == null) == (outputs == null))) {
            wrong.add(file + ": user needs a name, and either its pool's id or a file of a CDK stack's outputs that has"
                    + " it, as {pool: eu-central-1_AbCdEfGhI, name: migration}; or an id, where there is no pool");
        }
        problems.addAll(wrong);
        return wrong.isEmpty() ? new UserSpec(pool, outputs, String.valueOf(name), text(user, "email"), id) : null;
    }

    private static @Nullable String text(JsonNode map, String key) {
        JsonNode value = map.get(key);
        return value == null || value.asText().isBlank() ? null : value.asText();
    }
}
