package io.longhaul.embedded.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.embedded.process.UserCache;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InMemoryFallbackTest {
    @TempDir
    Path directory;

    @Test
    void withoutAProgramTheInMemoryServerAnswersAndSaysWhatItLacks() throws Exception {
        List<String> notices = new ArrayList<>();
        TemporalOptions options = new TemporalOptions(Map.of("LonghaulName", "Keyword"), List.of());
        TemporalCli none = new TemporalCli("", UserCache.at(directory.resolve("cache")), List.of(), notices::add);

        try (EmbeddedTemporal temporal = EmbeddedTemporal.start(
                directory.resolve("temporal"), directory.resolve("log"), options, notices::add, none)) {
            startWorkflow(temporal.address());
            assertThat(temporal.webUi()).isEmpty();
            assertThat(temporal.keepsHistories()).isFalse();
        }
        assertThat(notices).singleElement().asString().contains("no Web UI", "NOTHING");
    }

    private static void startWorkflow(String address) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
        try {
            WorkflowClient.newInstance(stubs)
                    .newUntypedWorkflowStub(
                            "Nobody",
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue("nobody")
                                    .setTypedSearchAttributes(SearchAttributes.newBuilder()
                                            .set(SearchAttributeKey.forKeyword("LonghaulName"), "name")
                                            .build())
                                    .build())
                    .start();
        } finally {
            stubs.shutdownNow();
        }
    }
}
