package io.longhaul.starter.services;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longhaul.worker.settings.TemporalSettings;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.client.WorkflowClient;
import java.util.concurrent.TimeUnit;

/** Asks Temporal whether it is there, without the client's patience. */
public final class Namespace {

    private static final long SECONDS = 10;

    private Namespace() {}

    /**
     * Describes the namespace.
     *
     * @return the server's version
     * @throws StatusRuntimeException where the server is not there, refuses, or does not know the namespace
     */
    public static String describe(WorkflowClient client) {
        String version = client.getWorkflowServiceStubs()
                .blockingStub()
                .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                .getServerVersion();
        try {
            client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(client.getOptions().getNamespace())
                            .build());
        } catch (StatusRuntimeException e) {
            // The in-memory server has one namespace and can't describe it.
            if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
                throw e;
            }
        }
        return version;
    }

    /** What is wrong and the way out, in a line. */
    public static String problem(TemporalSettings settings, StatusRuntimeException e) {
        String where = "Temporal at " + settings.address();
        return switch (e.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED ->
                where + " can't be reached: check that it runs, TEMPORAL_ADDRESS, and TEMPORAL_TLS";
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                where + " refuses us: check TEMPORAL_API_KEY and TEMPORAL_NAMESPACE";
            case NOT_FOUND ->
                where + " has no namespace " + settings.namespace()
                        + ": create it, or name another in TEMPORAL_NAMESPACE";
            default -> where + " answered " + e.getStatus().getCode() + ": see the log";
        };
    }
}
