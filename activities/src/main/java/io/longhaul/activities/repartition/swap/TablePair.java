package io.longhaul.activities.repartition.swap;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.repartition.Columns;
import io.longhaul.activities.repartition.ShadowNames;
import io.longhaul.workflows.engine.JobId;
import java.time.LocalDateTime;

/**
 * Two tables of which one bears the name that applications use, and the other is its copy. Names change, oids do not.
 *
 * @param job that made the copy
 * @param name that applications use, in this schema
 * @param original oid of the table that was there first
 * @param made oid of the one that was made from it
 * @param columns how rows of the original become rows of the other
 * @param moment part of the original's name once the other has taken its own
 * @param originalName what the original is called now, without its schema
 * @param madeName what the other is called now; empty where it is gone
 * @param follows whether the table beside gets what is written to the live one; not so where it is to have the rows of a backup
 */
public record TablePair(
        JobId job,
        String schema,
        String name,
        long original,
        long made,
        Columns columns,
        Phase phase,
        LocalDateTime moment,
        String originalName,
        String madeName,
        boolean follows) {

    /** How far they are. */
    public enum Phase {
        /** The original bears the name; the other is filled. */
        PREPARED,
        /** The other bears the name; the original is kept up with it. */
        SWAPPED,
        /** The original bears the name again, and nothing is left of the other. */
        RETURNED,
        /** The other bears the name for good. */
        FINAL;

        /** Whether neither follows the other any more. */
        public boolean ended() {
            return this == RETURNED || this == FINAL;
        }
    }

    /** One of the two. */
    enum Side {
        ORIGINAL,
        MADE;

        Side other() {
            return this == ORIGINAL ? MADE : ORIGINAL;
        }
    }

    /** The one that applications write to. */
    Side live() {
        return phase == Phase.PREPARED || phase == Phase.RETURNED ? Side.ORIGINAL : Side.MADE;
    }

    long oid(Side side) {
        return side == Side.ORIGINAL ? original : made;
    }

    /** Its name now, as in SQL. */
    String table(Side side) {
        return quoted(schema) + "." + quoted(bareName(side));
    }

    String bareName(Side side) {
        return side == Side.ORIGINAL ? originalName : madeName;
    }

    /** What something of a side is called while the other side has the name for its own: its table, its indexes. */
    String aside(Side side, String name) {
        return side == Side.ORIGINAL ? ShadowNames.after(name, moment) : ShadowNames.before(name);
    }

    /** How rows of a side become rows of the other. */
    Columns from(Side side) {
        return side == Side.ORIGINAL ? columns : columns.back();
    }

    /** For people. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
