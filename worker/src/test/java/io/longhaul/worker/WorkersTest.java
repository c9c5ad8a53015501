package io.longhaul.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.worker.settings.DeploymentSettings;
import io.temporal.common.VersioningBehavior;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerOptions;
import org.junit.jupiter.api.Test;

class WorkersTest {

    @Test
    void aWorkerWithAVersionPinsWhatBeginsOnIt() {
        WorkerOptions options = Workers.options(7, new DeploymentSettings("longhaul", "1.2.3"));
        WorkerDeploymentOptions deployment = options.getDeploymentOptions();
        assertThat(deployment.isUsingVersioning()).isTrue();
        assertThat(deployment.getVersion().toCanonicalString()).isEqualTo("longhaul.1.2.3");
        assertThat(deployment.getDefaultVersioningBehavior()).isEqualTo(VersioningBehavior.PINNED);
        assertThat(options.getMaxConcurrentActivityExecutionSize()).isEqualTo(7);
    }

    @Test
    void withoutOneVersionsPlayNoPart() {
        assertThat(Workers.options(7, null).getDeploymentOptions()).isNull();
    }

    @Test
    void aBusyMachineDoesNotMakeWorkflowCodeLookStuckBeforeItsTaskTimesOut() {
        assertThat(Workers.options(7, null).getDefaultDeadlockDetectionTimeout())
                .isGreaterThan(1_000)
                .isLessThan(10_000);
    }
}
