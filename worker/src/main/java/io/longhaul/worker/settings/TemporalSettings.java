package io.longhaul.worker.settings;

import io.longhaul.activities.tls.TlsNames;
import io.longhaul.worker.codec.CodecKeys;
import io.temporal.envconfig.ClientConfigProfile;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Temporal, as its own environment configuration reads it.
 *
 * @param profile never to be logged: its text shows the API key
 * @param codecKeys what payloads are encrypted with; null for not at all
 */
public record TemporalSettings(
        ClientConfigProfile profile, @Nullable CodecKeys codecKeys) {

    /** Temporal's own names. */
    public static final TlsNames TLS = new TlsNames(
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH", "TEMPORAL_TLS_CLIENT_CERT_PATH", "TEMPORAL_TLS_CLIENT_KEY_PATH");

    /** The address for people. */
    public String address() {
        return String.valueOf(profile.getAddress());
    }

    public String namespace() {
        return profile.getNamespace() == null ? "default" : profile.getNamespace();
    }

    /** Whether certificates may play a part. */
    public boolean tls() {
        return profile.getTls() != null && !Boolean.TRUE.equals(profile.getTls().isDisabled());
    }

    @Override
    public String toString() {
        return "TemporalSettings[" + address() + ", namespace=" + namespace()
                + (codecKeys == null ? "]" : ", " + codecKeys + "]");
    }
}
