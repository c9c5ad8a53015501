package io.longhaul.worker.settings;

import io.longhaul.activities.tls.TlsFiles;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.ClientConfigTLS;
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
            return usable(profile, problems) ? Optional.of(profile) : Optional.empty();
        }
        variables.keySet().stream()
                .filter(TemporalProfile::ofAServer)
                .sorted()
                .findFirst()
                .ifPresent(name -> problems.add(
                        "TEMPORAL_ADDRESS is missing, but " + name + " is set: give the server's host:port"));
        return Optional.empty();
    }

    /** The client itself reads certificates only as it connects, and does not say which of them is wrong. */
    private static boolean usable(ClientConfigProfile profile, List<String> problems) {
        ClientConfigTLS tls = profile.getTls();
        if (tls == null || Boolean.TRUE.equals(tls.isDisabled())) {
            return true;
        }
        try {
            var unused = TlsFiles.read(
                    TemporalSettings.TLS,
                    tls.getServerCACertPath(),
                    tls.getClientCertData() == null ? tls.getClientCertPath() : null,
                    tls.getClientKeyData() == null ? tls.getClientKeyPath() : null);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return false;
        }
        try {
            var unused = profile.toWorkflowServiceStubsOptions();
            return true;
        } catch (RuntimeException e) {
            problems.add(
                    "Temporal's client can't use the certificates in TEMPORAL_TLS_…_DATA: give each in PEM, the key"
                            + " in PKCS#8 without a passphrase, and of _DATA and _PATH only one");
            return false;
        }
    }

    private static ClientConfigProfile load(Map<String, String> variables) throws IOException {
        return ClientConfigProfile.load(LoadClientConfigProfileOptions.newBuilder()
                .setEnvOverrides(variables)
                .build());
    }
}
