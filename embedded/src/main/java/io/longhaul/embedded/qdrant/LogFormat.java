package io.longhaul.embedded.qdrant;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * How a record lies in the file: its length, the checksum of that length, the checksum of its body, the body. The length has a
 * checksum of its own because a damaged one would otherwise look like a record cut short, and all that follows would be thrown away.
 */
final class LogFormat {
    private static final byte[] MAGIC = "LQDRANT1".getBytes(StandardCharsets.US_ASCII);

    static final int HEADER_BYTES = 12;

    private LogFormat() {}

    static byte[] magic() {
        return MAGIC.clone();
    }

    static byte[] frame(byte[] body) {
        return ByteBuffer.allocate(HEADER_BYTES + body.length)
                .putInt(body.length)
                .putInt(lengthChecksum(body.length))
                .putInt(checksum(body))
                .put(body)
                .array();
    }

    static int lengthChecksum(int length) {
        return checksum(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }

    static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
