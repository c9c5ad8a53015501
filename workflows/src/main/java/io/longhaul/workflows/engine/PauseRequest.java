package io.longhaul.workflows.engine;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who asks, and why. Missing members are filled in, so that {@code {}} is enough in the Web UI. */
public record PauseRequest(String by, String reason) {

    public PauseRequest(@JsonProperty("by") String by, @JsonProperty("reason") String reason) {
        this.by = orElse(by, "somebody");
        this.reason = orElse(reason, "asked for");
    }

    private static String orElse(String text, String other) {
        return text == null || text.isBlank() ? other : text;
    }
}
