package io.longhaul.worker.settings;

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

    /** The address for people. */
    public String address() {
        return String.valueOf(profile.getAddress());
    }

    public String namespace() {
        return profile.getNamespace() == null ? "default" : profile.getNamespace();
    }

    @Override
    public String toString() {
        return "TemporalSettings[" + address() + ", namespace=" + namespace()
                + (codecKeys == null ? "]" : ", " + codecKeys + "]");
    }
}
