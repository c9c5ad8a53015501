package io.longhaul.worker.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which version of which Worker Deployment a worker is, in Temporal's sense of these words.
 *
 * @param name of the deployment, the same for all versions
 * @param buildId of this version
 */
public record DeploymentSettings(String name, String buildId) {

    /** Null where versions play no part. */
    static @Nullable DeploymentSettings of(Values values, List<String> problems) {
        String name = values.text(Setting.LONGHAUL_DEPLOYMENT_NAME);
        String buildId = values.text(Setting.LONGHAUL_BUILD_ID);
        if (name == null && buildId == null) {
            return null;
        }
        if (name == null || buildId == null) {
            problems.add((name == null ? Setting.LONGHAUL_DEPLOYMENT_NAME : Setting.LONGHAUL_BUILD_ID)
                    + " is missing, but "
                    + (name == null ? Setting.LONGHAUL_BUILD_ID : Setting.LONGHAUL_DEPLOYMENT_NAME)
                    + " is set: give both, or neither");
            return null;
        }
        if (name.indexOf('.') >= 0) {
            problems.add(values.where(Setting.LONGHAUL_DEPLOYMENT_NAME) + " is " + name
                    + ": give a name without a dot, which Temporal puts before the build id");
            return null;
        }
        return new DeploymentSettings(name, buildId);
    }
}
