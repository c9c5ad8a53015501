package io.longhaul.embedded.qdrant;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Common.PointId;

/** Refused requests, with the status codes and, where callers may look at them, the words of a real Qdrant. */
final class Refusal {
    private Refusal() {}

    static StatusRuntimeException wrongInput(String description) {
        return Status.INVALID_ARGUMENT
                .withDescription("Wrong input: " + description)
                .asRuntimeException();
    }

    static StatusRuntimeException wrongDimension(int expected, int received) {
        return wrongInput("Vector dimension error: expected dim: " + expected + ", got " + received);
    }

    static StatusRuntimeException unknownVectorName(String name) {
        return wrongInput("Not existing vector name error: " + name);
    }

    static StatusRuntimeException collectionExists(String name) {
        return Status.ALREADY_EXISTS
                .withDescription("Wrong input: Collection `" + name + "` already exists!")
                .asRuntimeException();
    }

    static StatusRuntimeException noCollection(String name) {
        return Status.NOT_FOUND
                .withDescription("Not found: Collection `" + name + "` doesn't exist!")
                .asRuntimeException();
    }

    static StatusRuntimeException noPoint(PointId id) {
        String shown = id.hasUuid() ? id.getUuid() : Long.toUnsignedString(id.getNum());
        return Status.NOT_FOUND
                .withDescription("Not found: No point with id " + shown + " found")
                .asRuntimeException();
    }

    /** What a real Qdrant can do and LocalQdrant cannot. Answering something else instead would hide a bug until production. */
    static StatusRuntimeException notImplemented(String what) {
        return Status.UNIMPLEMENTED
                .withDescription("LocalQdrant, which is for development, does not implement " + what
                        + ": use a real Qdrant for it")
                .asRuntimeException();
    }

    static void unimplementedIf(boolean asked, String what) {
        if (asked) {
            throw notImplemented(what);
        }
    }
}
