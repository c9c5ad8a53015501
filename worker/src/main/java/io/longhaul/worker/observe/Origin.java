package io.longhaul.worker.observe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow id says about who asks for an activity.
 *
 * @param migration its name
 * @param range null for the migration itself
 * @param batch null for a migration or a range
 */
record Origin(
        String migration, @Nullable String range, @Nullable String batch) {

    private static final Pattern ID = Pattern.compile("longhaul/([^/]+)(?:/r(\\d+)(?:/b(\\d+))?)?.*");

    /** For a workflow that is none of ours, its id stands for the migration. */
    static Origin of(String workflowId) {
        Matcher id = ID.matcher(workflowId);
        return id.matches() ? new Origin(id.group(1), id.group(2), id.group(3)) : new Origin(workflowId, null, null);
    }
}
