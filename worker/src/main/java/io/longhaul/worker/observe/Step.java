package io.longhaul.worker.observe;

/**
 * What an activity is called in metrics: {@code Embed.Fetch} is step {@code fetch} of recipe {@code embed}.
 *
 * @param recipe {@code ledger} for the engine's own bookkeeping
 */
record Step(String recipe, String name) {

    static Step of(String activityType) {
        int dot = activityType.indexOf('.');
        return dot < 0
                ? new Step("none", small(activityType))
                : new Step(small(activityType.substring(0, dot)), small(activityType.substring(dot + 1)));
    }

    private static String small(String name) {
        return name.isEmpty() ? "none" : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
