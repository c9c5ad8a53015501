package io.longhaul.activities.postgres;

import io.longhaul.activities.relational.PgBinary;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * Rows on their way into several tables by PostgreSQL's binary COPY, in one transaction. A connection has one COPY open at
 * a time: when rows of another table are to be sent, the open one is ended and another begun, so that what waits in memory
 * stays within each table's buffer. Not for many threads.
 */
public final class BinaryCopies implements AutoCloseable {

    static final byte[] HEADER = HexFormat.of().parseHex("5047434f50590aff0d0a00" + "00000000" + "00000000");
    private static final byte[] TRAILER = {-1, -1};

    /** Where rows of one table are put. */
    public final class Lane {
        private final String statement;
        private final int fullAt;
        private final PgBinary rows;

        private Lane(String statement, int fullAt) {
            this.statement = statement;
            this.fullAt = fullAt;
            this.rows = new PgBinary(fullAt + fullAt / 4);
        }

        /** To append a tuple to, and then to {@link #appended()}. */
        public PgBinary rows() {
            return rows;
        }

        public void appended() throws SQLException {
            if (rows.length() >= fullAt) {
                send();
            }
        }

        private void send() throws SQLException {
            if (rows.length() == 0) {
                return;
            }
            CopyIn copy = begin(this);
            copy.writeToCopy(rows.array(), 0, rows.length());
            rows.truncate(0);
        }
    }

    private final CopyManager manager;
    private final List<Lane> lanes = new ArrayList<>();
    private @Nullable CopyIn open;
    private @Nullable Lane sending;

    public BinaryCopies(CopyManager manager) {
        this.manager = manager;
    }

    /**
     * @param relation with its columns
     * @param fullAt so many bytes are sent at once
     */
    public Lane into(String relation, int fullAt) {
        Lane lane = new Lane("COPY " + relation + " FROM STDIN (FORMAT binary)", fullAt);
        lanes.add(lane);
        return lane;
    }

    private CopyIn begin(Lane lane) throws SQLException {
        CopyIn copy = open;
        if (copy != null && sending == lane) {
            return copy;
        }
        end();
        CopyIn begun = manager.copyIn(lane.statement);
        open = begun;
        sending = lane;
        begun.writeToCopy(HEADER, 0, HEADER.length);
        return begun;
    }

    private void end() throws SQLException {
        CopyIn copy = open;
        if (copy != null) {
            copy.writeToCopy(TRAILER, 0, TRAILER.length);
            copy.endCopy();
            open = null;
        }
    }

    /** Sends what is left. */
    public void finish() throws SQLException {
        for (Lane lane : lanes) {
            lane.send();
        }
        end();
    }

    /** Without {@link #finish()}, gives up what was sent: until then the connection can do nothing else. */
    @Override
    public void close() {
        CopyIn copy = open;
        if (copy != null && copy.isActive()) {
            try {
                copy.cancelCopy();
            } catch (SQLException e) {
                // The server answers a cancelled COPY with an error, and so does a connection that is gone.
                open = null;
            }
        }
    }
}
