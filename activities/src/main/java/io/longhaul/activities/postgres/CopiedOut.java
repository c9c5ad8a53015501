package io.longhaul.activities.postgres;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.relational.RowChecksum;
import io.longhaul.workflows.engine.FailureKind;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.copy.CopyOut;

/** Reads rows from PostgreSQL by its binary COPY, one at a time whatever the pieces in which they come. */
public final class CopiedOut {

    private static final int SIGNATURE = 11;
    private static final int HEADER = SIGNATURE + 2 * Integer.BYTES;

    /** Rows between two looks at whether to go on. */
    private static final int LOOK = 0x3ff;

    /** Takes a tuple, which begins with the number of its fields and is not to be kept. */
    @FunctionalInterface
    public interface Rows {
        void take(byte[] bytes, int from, int to);
    }

    private CopiedOut() {}

    /** @param what a table with its columns, or a query in parentheses */
    public static void read(Transaction transaction, String what, Rows rows) throws SQLException {
        CopyOut copy = transaction.copy().copyOut("COPY " + what + " TO STDOUT (FORMAT binary)");
        boolean ended = false;
        try {
            byte[] rest = {};
            boolean begun = false;
            long read = 0;
            for (byte[] piece = copy.readFromCopy(); piece != null; piece = copy.readFromCopy()) {
                byte[] bytes = rest.length == 0 ? piece : joined(rest, piece);
                int at = 0;
                if (!begun && bytes.length >= HEADER) {
                    begun = true;
                    at = HEADER + ByteBuffer.wrap(bytes).getInt(SIGNATURE + Integer.BYTES);
                }
                for (int end = begun ? end(bytes, at) : -1; end >= 0; end = end(bytes, at)) {
                    if ((++read & LOOK) == 0) {
                        transaction.check();
                    }
                    rows.take(bytes, at, end);
                    at = end;
                }
                rest = at == bytes.length ? new byte[0] : Arrays.copyOfRange(bytes, at, bytes.length);
            }
            ended = true;
            requireTrailer(rest);
        } finally {
            if (!ended && copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Where the tuple at an index ends; -1 for the trailer, and where the tuple is not here as a whole. */
    private static int end(byte[] bytes, int from) {
        if (from + Short.BYTES > bytes.length) {
            return -1;
        }
        int fields = (short) ((bytes[from] << 8) | (bytes[from + 1] & 0xff));
        int at = from + Short.BYTES;
        for (int i = 0; i < fields; i++) {
            if (at + Integer.BYTES > bytes.length) {
                return -1;
            }
            at = RowChecksum.next(bytes, at);
            if (at > bytes.length) {
                return -1;
            }
        }
        return fields < 0 ? -1 : at;
    }

    private static void requireTrailer(byte[] rest) {
        if (rest.length != Short.BYTES || rest[0] != -1 || rest[1] != -1) {
            throw new MigrationException(
                    FailureKind.UNAVAILABLE, "PostgreSQL ended its answer in the middle of a row: try again");
        }
    }
}
