package io.longhaul.worker.settings;

import io.longhaul.workflows.live.Limits;
import java.math.BigDecimal;

/** Reads how much a live database may bear, which every recipe that works on one says under its own name. */
final class LimitsReading {

    private static final int LONGEST_WAIT = 3_600_000;

    private LimitsReading() {}

    /** @param prefix of the settings' names, as {@code BACKFILL_LIMITS_} */
    static Limits of(Values values, String prefix) {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                decimal(values, prefix + "REPLICATION_LAG", usual.replicationLag()),
                decimal(values, prefix + "DEAD_ROWS", usual.deadRows()),
                number(values, prefix + "ACTIVE_SESSIONS", usual.activeSessions()),
                number(values, prefix + "LOCK_WAITS", usual.lockWaits()),
                number(values, prefix + "PROBE", usual.probe()),
                values.number(Setting.valueOf(prefix + "WRITER_WAIT"), 100, LONGEST_WAIT, usual.writerWait()));
    }

    private static int number(Values values, String setting, int otherwise) {
        return values.number(Setting.valueOf(setting), 0, Integer.MAX_VALUE, otherwise);
    }

    private static double decimal(Values values, String setting, double otherwise) {
        return values.decimal(Setting.valueOf(setting), BigDecimal.ZERO, null, BigDecimal.valueOf(otherwise))
                .doubleValue();
    }
}
