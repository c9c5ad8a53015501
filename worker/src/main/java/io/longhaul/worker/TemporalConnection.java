package io.longhaul.worker;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.tls.TlsFailure;
import io.longhaul.worker.codec.AesGcmCodec;
import io.longhaul.worker.codec.CodecKeys;
import io.longhaul.worker.observe.Telemetry;
import io.longhaul.worker.settings.TemporalSettings;
import io.longhaul.workflows.engine.FailureKind;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection to Temporal. Thread-safe. */
public final class TemporalConnection implements AutoCloseable {

    /** A server that is there answers sooner; a wrong address should not keep anybody waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The first call of a process loads gRPC and shakes hands, which takes seconds where the processor is busy. */
    private static final int ATTEMPTS = 3;

    private final TemporalSettings settings;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final Polls polls;

    private TemporalConnection(
            TemporalSettings settings, WorkflowServiceStubs stubs, WorkflowClient client, Polls polls) {
        this.settings = settings;
        this.stubs = stubs;
        this.client = client;
        this.polls = polls;
    }

    /**
     * @param identity how this process is named in histories and in the ledger
     * @throws MigrationException of kind UNAVAILABLE or UNAUTHORIZED that names {@code TEMPORAL_ADDRESS}
     */
    public static TemporalConnection open(TemporalSettings settings, String identity) {
        return open(settings, identity, Telemetry.off());
    }

    /** The same for a process that is measured. */
    public static TemporalConnection open(TemporalSettings settings, String identity, Telemetry telemetry) {
        Polls polls = new Polls();
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder(settings.profile().toWorkflowServiceStubsOptions())
                        // A profile brings none of its own.
                        .setGrpcClientInterceptors(List.of(polls))
                        .setRpcLongPollTimeout(Polls.LONGEST)
                        .setMetricsScope(telemetry.scope())
                        .build());
        try {
            connect(stubs);
        } catch (StatusRuntimeException e) {
            stubs.shutdownNow();
            throw refused(settings, e);
        }
        return new TemporalConnection(
                settings,
                stubs,
                WorkflowClient.newInstance(
                        stubs,
                        WorkflowClientOptions.newBuilder(settings.profile().toWorkflowClientOptions())
                                .setIdentity(identity)
                                .setDataConverter(converter(settings.codecKeys()))
                                .build()),
                polls);
    }

    /** One that is refused or can't be found is told at once; one that only takes long may be shaking hands. */
    private static void connect(WorkflowServiceStubs stubs) {
        for (int attempt = 1; ; attempt++) {
            try {
                stubs.connect(PATIENCE);
                return;
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * How data become payloads: with keys, arguments, results, errors, memos and summaries are encrypted. Ids, types and
     * search attributes never are.
     */
    public static DataConverter converter(@Nullable CodecKeys keys) {
        DataConverter plain = DefaultDataConverter.newDefaultInstance();
        return keys == null ? plain : new CodecDataConverter(plain, List.of(new AesGcmCodec(keys)), true);
    }

    private static MigrationException refused(TemporalSettings settings, StatusRuntimeException e) {
        Optional<TlsFailure> tls = TlsFailure.of(e);
        if (tls.isPresent()) {
            return new MigrationException(
                    FailureKind.UNAUTHORIZED,
                    "Temporal at " + settings.address() + " " + tls.get().words(TemporalSettings.TLS),
                    e);
        }
        return switch (e.getStatus().getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                new MigrationException(
                        FailureKind.UNAUTHORIZED,
                        "Temporal at " + settings.address()
                                + " refuses this client: check TEMPORAL_API_KEY, or the TLS certificate",
                        e);
            default ->
                new MigrationException(
                        FailureKind.UNAVAILABLE,
                        "Temporal at " + settings.address()
                                + " can't be reached: check that it runs, TEMPORAL_ADDRESS and TEMPORAL_TLS"
                                + (settings.tls() ? TlsFailure.perhaps(TemporalSettings.TLS) : ""),
                        e);
        };
    }

    public WorkflowClient client() {
        return client;
    }

    /**
     * Asks for a sign of life.
     *
     * @throws MigrationException of kind UNAVAILABLE or UNAUTHORIZED
     */
    public void ping() {
        try {
            stubs.blockingStub()
                    .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(settings.namespace())
                            .build());
        } catch (StatusRuntimeException e) {
            throw refused(settings, e);
        }
    }

    /** Waits, some seconds at most, until the server has answered the polls of workers that poll no more. */
    public void awaitPolls() throws InterruptedException {
        polls.awaitAnswers();
    }

    @Override
    public void close() {
        stubs.shutdown();
        if (!stubs.awaitTermination(2, TimeUnit.SECONDS)) {
            stubs.shutdownNow();
        }
    }
}
