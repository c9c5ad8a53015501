package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.Fingerprint;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.workflows.engine.KeyRange;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@link AbsentRows} of the plans that this process copies by, found once for each and not for every batch, as that
 * takes a look at whole tables. Safe for many threads.
 */
public final class KnownAbsences {

    /** As many as one process is likely to copy by at a time; each keeps a session open. */
    private static final int MOST = 4;

    private record Source(Path file, Fingerprint state, TargetPlan plan) {}

    private final Map<Source, Found> known = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Found> eldest) {
            boolean many = size() > MOST;
            if (many) {
                eldest.getValue().close();
            }
            return many;
        }
    };

    /**
     * Lets the conditions of a table's {@link RowConverter} be asked in a session.
     *
     * @param state of the file when the plan was made
     * @param range to which the session's rows belong
     */
    public void into(
            SqliteSession session,
            SqliteFile file,
            Fingerprint state,
            TargetPlan plan,
            TablePlan table,
            KeyRange range) {
        if (!table.broken().isEmpty()) {
            found(file, new Source(file.path(), state, plan)).copy(session, table, range);
        }
    }

    private synchronized Found found(SqliteFile file, Source source) {
        return known.computeIfAbsent(source, plan -> new Found(file, plan.plan()));
    }

    /** One plan's, in a session of its own; it is opened by the first that asks, and again by one who asks after its end. */
    private static final class Found {
        private final SqliteFile file;
        private final TargetPlan plan;
        private @Nullable SqliteSession session;

        Found(SqliteFile file, TargetPlan plan) {
            this.file = file;
            this.plan = plan;
        }

        synchronized void copy(SqliteSession to, TablePlan table, KeyRange range) {
            SqliteSession opened = session;
            if (opened == null) {
                opened = open();
                session = opened;
            }
            AbsentRows.copy(opened, to, table, range);
        }

        private SqliteSession open() {
            SqliteSession opened = file.open();
            try {
                AbsentRows.find(opened, plan);
                return opened;
            } catch (RuntimeException e) {
                opened.close();
                throw e;
            }
        }

        synchronized void close() {
            if (session != null) {
                session.close();
                session = null;
            }
        }
    }
}
