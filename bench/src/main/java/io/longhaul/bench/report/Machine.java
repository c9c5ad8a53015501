package io.longhaul.bench.report;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What a measurement depends on, in a line. */
public final class Machine {

    private Machine() {}

    public static String describe() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %s, Java %s, load %.1f when it was written, %s",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                load,
                LocalDate.now(ZoneOffset.UTC));
    }
}
