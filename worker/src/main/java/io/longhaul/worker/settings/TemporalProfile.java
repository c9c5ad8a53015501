package io.longhaul.worker.settings;

import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Temporal's own {@code TEMPORAL_*} variables and {@code temporal.toml}, read by Temporal's own code. */
final class TemporalProfile {

    private TemporalProfile() {}

    /** Whether they say anything about a server. */
    static boolean named(Map<String, String> variables) {
        if (variables.keySet().stream().anyMatch(TemporalProfile::ofAServer)) {
            return true;
        }
        try {
            return load(variables).getAddress() != null;
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    private static boolean ofAServer(String name) {
        return name.startsWith("TEMPORAL_ADDRESS")
                || name.startsWith("TEMPORAL_NAMESPACE")
                || name.startsWith("TEMPORAL_API_KEY")
                || name.startsWith("TEMPORAL_TLS")
                || name.equals("TEMPORAL_CONFIG_FILE")
                || name.equals("TEMPORAL_PROFILE");
    }

    /** Empty when no server is named, or what names it is a problem. */
    static Optional<ClientConfigProfile> read(Map<String, String> variables, List<String> problems) {
        ClientConfigProfile profile;
        try {
            profile = load(variables);
        } catch (IOException | RuntimeException e) {
            // Its messages may quote the file, and the file holds keys.
            problems.add("Temporal's configuration can't be read: check TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE and"
                    + " temporal.toml");
            return Optional.empty();
        }
        if (profile.getAddress() != null) {
            return Optional.of(profile);
        }
        variables.keySet().stream()
                .filter(TemporalProfile::ofAServer)
                .sorted()
                .findFirst()
                .ifPresent(name -> problems.add(
                        "TEMPORAL_ADDRESS is missing, but " + name + " is set: give the server's host:port"));
        return Optional.empty();
    }

    private static ClientConfigProfile load(Map<String, String> variables) throws IOException {
        return ClientConfigProfile.load(LoadClientConfigProfileOptions.newBuilder()
                .setEnvOverrides(variables)
                .build());
    }
}
