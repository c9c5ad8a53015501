package io.longhaul.embedded.qdrant;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;

/**
 * One record of a collection's log: a byte for its kind, then a message of Qdrant's own protocol. Updates of points carry vectors as
 * they are stored and ids instead of filters, so that applying them again needs no decision.
 */
record LogRecord(Kind kind, MessageLite message) {
    enum Kind {
        CREATE(1, CreateCollection.parser()),
        UPDATE(2, PointsUpdateOperation.parser()),
        CREATE_INDEX(3, CreateFieldIndexCollection.parser()),
        DELETE_INDEX(4, DeleteFieldIndexCollection.parser());

        /** Written to disk: never to be given another meaning. */
        private final byte code;

        private final Parser<? extends MessageLite> parser;

        Kind(int code, Parser<? extends MessageLite> parser) {
            this.code = (byte) code;
            this.parser = parser;
        }
    }

    static LogRecord of(CreateCollection definition) {
        return new LogRecord(Kind.CREATE, definition);
    }

    static LogRecord of(PointsUpdateOperation update) {
        return new LogRecord(Kind.UPDATE, update);
    }

    static LogRecord of(CreateFieldIndexCollection index) {
        return new LogRecord(Kind.CREATE_INDEX, index);
    }

    static LogRecord of(DeleteFieldIndexCollection index) {
        return new LogRecord(Kind.DELETE_INDEX, index);
    }

    byte[] toBytes() {
        byte[] body = message.toByteArray();
        byte[] bytes = new byte[body.length + 1];
        bytes[0] = kind.code;
        System.arraycopy(body, 0, bytes, 1, body.length);
        return bytes;
    }

    static LogRecord parse(byte[] bytes) throws InvalidProtocolBufferException {
        for (Kind kind : Kind.values()) {
            if (bytes.length > 0 && kind.code == bytes[0]) {
                return new LogRecord(kind, kind.parser.parseFrom(bytes, 1, bytes.length - 1));
            }
        }
        throw new InvalidProtocolBufferException("a record of an unknown kind, perhaps of a newer version");
    }
}
