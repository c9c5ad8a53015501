package io.longhaul.starter.services;

import io.grpc.StatusRuntimeException;
import io.longhaul.workflows.engine.MigrationAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The search attributes of migrations: there, or registered where the server lets this client do it. */
public final class SearchAttributes {

    private static final Set<String> NAMES = Set.of(
            MigrationAttributes.NAME.getName(),
            MigrationAttributes.RECIPE.getName(),
            MigrationAttributes.PHASE.getName());

    private static final long SECONDS = 10;

    private SearchAttributes() {}

    /** For an embedded server's start: names and types. */
    static Map<String, String> types() {
        return NAMES.stream().collect(Collectors.toMap(name -> name, name -> "Keyword"));
    }

    /**
     * Whether the namespace knows them, after an attempt to register them. A migration runs without, and then the Web UI
     * can't filter by them.
     */
    public static boolean ready(WorkflowClient client) {
        String namespace = client.getOptions().getNamespace();
        // Shares the client's channel, and so needs no closing.
        OperatorServiceGrpc.OperatorServiceBlockingStub operator = OperatorServiceStubs.newServiceStubs(
                        OperatorServiceStubsOptions.newBuilder()
                                .setChannel(client.getWorkflowServiceStubs().getRawChannel())
                                .validateAndBuildWithDefaults())
                .blockingStub();
        try {
            Set<String> missing = new HashSet<>(NAMES);
            missing.removeAll(operator.withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                    .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                            .setNamespace(namespace)
                            .build())
                    .getCustomAttributesMap()
                    .keySet());
            if (!missing.isEmpty()) {
                register(operator, namespace, List.copyOf(missing));
            }
            return true;
        } catch (StatusRuntimeException e) {
            log().info("search attributes are not to be had: {}", e.getStatus().getCode());
            return false;
        }
    }

    private static void register(
            OperatorServiceGrpc.OperatorServiceBlockingStub operator, String namespace, List<String> names) {
        AddSearchAttributesRequest.Builder request =
                AddSearchAttributesRequest.newBuilder().setNamespace(namespace);
        names.forEach(name -> request.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
        var unused = operator.withDeadlineAfter(SECONDS, TimeUnit.SECONDS).addSearchAttributes(request.build());
    }

    private static Logger log() {
        return LoggerFactory.getLogger(SearchAttributes.class);
    }
}
