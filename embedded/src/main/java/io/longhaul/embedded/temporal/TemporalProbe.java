package io.longhaul.embedded.temporal;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Asks a server whether it is ready: it answers, its namespace is there, and so are the search attributes. */
final class TemporalProbe {
    private static final String NAMESPACE = "default";
    private static final long SECONDS = 5;

    private final int port;
    private final TemporalOptions options;

    TemporalProbe(int port, TemporalOptions options) {
        this.port = port;
        this.options = options;
    }

    void check() throws IOException {
        ManagedChannel channel = channel();
        try {
            WorkflowServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .build());
            Set<String> wanted = options.searchAttributes().keySet();
            if (!wanted.isEmpty()
                    && !OperatorServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                            .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                                    .setNamespace(NAMESPACE)
                                    .build())
                            .getCustomAttributesMap()
                            .keySet()
                            .containsAll(wanted)) {
                throw new IOException("its search attributes are not there yet");
            }
        } finally {
            channel.shutdownNow();
        }
    }

    /** For a server that takes no search attributes at its start. */
    void addSearchAttributes() {
        ManagedChannel channel = channel();
        try {
            for (Map.Entry<String, String> attribute :
                    options.searchAttributes().entrySet()) {
                OperatorServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                        .addSearchAttributes(AddSearchAttributesRequest.newBuilder()
                                .setNamespace(NAMESPACE)
                                .putSearchAttributes(attribute.getKey(), type(attribute.getValue()))
                                .build());
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static IndexedValueType type(String name) {
        return name.equals("KeywordList")
                ? IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST
                : IndexedValueType.valueOf("INDEXED_VALUE_TYPE_" + name.toUpperCase(Locale.ROOT));
    }

    private ManagedChannel channel() {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }
}
