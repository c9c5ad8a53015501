package io.longhaul.workflows.live;

/**
 * How much a live database may bear before work on it slows down, at half of a limit, and pauses, at all of it. 0 means that
 * nobody looks.
 *
 * @param replicationLag seconds that the slowest standby is behind
 * @param deadRows dead rows of the table for each live one; one pass over a table leaves 1 at most, so that the default is
 *     reached only where vacuum is kept from its work
 * @param activeSessions of others, at work at the same moment
 * @param lockWaits sessions of others that wait for a lock of ours
 * @param probe milliseconds that reading one row of the table by its key takes
 * @param writerWait milliseconds that a writer may have to wait behind a change of the table
 */
public record Limits(
        double replicationLag, double deadRows, int activeSessions, int lockWaits, int probe, int writerWait) {

    public static final Limits DEFAULT = new Limits(10, 1.5, 50, 5, 250, 2_000);

    public Limits {
        if (replicationLag < 0 || deadRows < 0 || activeSessions < 0 || lockWaits < 0 || probe < 0) {
            throw new IllegalArgumentException("a limit is less than 0: give 0 for none");
        }
        if (writerWait < 100) {
            throw new IllegalArgumentException("writers' wait is " + writerWait + " ms: give 100 or more");
        }
    }

    /** Whether nobody need look at the database, as nothing limits the work. */
    public boolean off() {
        return replicationLag == 0 && deadRows == 0 && activeSessions == 0 && lockWaits == 0 && probe == 0;
    }
}
