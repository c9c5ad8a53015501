package io.longhaul.worker.settings;

import io.temporal.envconfig.ClientConfigProfile;

/**
 * How to reach Temporal, as its own environment configuration reads it.
 *
 * @param profile never to be logged: its text shows the API key
 */
public record TemporalSettings(ClientConfigProfile profile) {

    /** The address for people. */
    public String address() {
        return String.valueOf(profile.getAddress());
    }

    public String namespace() {
        return profile.getNamespace() == null ? "default" : profile.getNamespace();
    }

    @Override
    public String toString() {
        return "TemporalSettings[" + address() + ", namespace=" + namespace() + "]";
    }
}
