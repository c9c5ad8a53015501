package io.longhaul.workflows.engine;

import io.temporal.common.SearchAttributeKey;

/** The search attributes by which the Web UI finds and filters migrations; all are of the type Keyword. */
public final class MigrationAttributes {

    public static final SearchAttributeKey<String> NAME = SearchAttributeKey.forKeyword("LonghaulName");
    public static final SearchAttributeKey<String> RECIPE = SearchAttributeKey.forKeyword("LonghaulRecipe");

    /** The phase in lower case, or {@code paused}. */
    public static final SearchAttributeKey<String> PHASE = SearchAttributeKey.forKeyword("LonghaulPhase");

    private MigrationAttributes() {}
}
