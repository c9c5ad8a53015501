package io.longhaul.bench.lab;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.util.List;
import java.util.stream.Stream;

/** The lengths of a migration's histories, as the server lists them. */
public record Histories(long workflows, long events, long longest) {

    /** Of a migration that has ended; its workflows' ids begin with this. */
    public static Histories of(String address, String idPrefix) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
        try {
            WorkflowClient client = WorkflowClient.newInstance(
                    stubs, WorkflowClientOptions.newBuilder().build());
            List<Long> lengths;
            try (Stream<WorkflowExecutionMetadata> all =
                    client.listExecutions("WorkflowId STARTS_WITH \"" + idPrefix + "\"")) {
                lengths = all.map(WorkflowExecutionMetadata::getHistoryLength).toList();
            }
            return new Histories(
                    lengths.size(),
                    lengths.stream().mapToLong(Long::longValue).sum(),
                    lengths.stream().mapToLong(Long::longValue).max().orElse(0));
        } finally {
            stubs.shutdownNow();
        }
    }
}
