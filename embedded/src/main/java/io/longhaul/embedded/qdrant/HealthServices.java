package io.longhaul.embedded.qdrant;

import grpc.health.v1.HealthCheck;
import grpc.health.v1.HealthGrpc;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckReply;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import java.util.List;

/** Qdrant's own health check, which tells what answers here, and the one of gRPC. */
final class HealthServices {
    /** The version of the protocol that is spoken: clients compare theirs with it and warn if they are too far apart. */
    private static final String PROTOCOL_VERSION = "1.18.3";

    private HealthServices() {}

    static List<BindableService> all() {
        return List.of(new OfQdrant(), new OfGrpc());
    }

    private static final class OfQdrant extends QdrantGrpc.QdrantImplBase {
        @Override
        public void healthCheck(HealthCheckRequest request, StreamObserver<HealthCheckReply> caller) {
            Reply.to(caller, () -> HealthCheckReply.newBuilder()
                    .setTitle("LocalQdrant, a stand-in for Qdrant for development")
                    .setVersion(PROTOCOL_VERSION)
                    .build());
        }
    }

    private static final class OfGrpc extends HealthGrpc.HealthImplBase {
        @Override
        public void check(
                HealthCheck.HealthCheckRequest request, StreamObserver<HealthCheck.HealthCheckResponse> caller) {
            Reply.to(caller, () -> HealthCheck.HealthCheckResponse.newBuilder()
                    .setStatus(HealthCheck.HealthCheckResponse.ServingStatus.SERVING)
                    .build());
        }
    }
}
