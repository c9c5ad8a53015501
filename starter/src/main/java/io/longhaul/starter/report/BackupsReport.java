package io.longhaul.starter.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * All backups of a database together.
 *
 * @param unverified that were never found to hold, or were found not to
 * @param soon whose time is over within two days
 */
public record BackupsReport(
        int backups,
        int tables,
        long rows,
        long bytes,
        int verified,
        List<String> unverified,
        List<String> expired,
        List<String> soon) {

    /** @param all those that are there */
    public static BackupsReport of(List<BackupReport> all, Instant now) {
        List<String> verified = names(all.stream()
                .filter(backup -> backup.status().equals("verified"))
                .toList());
        return new BackupsReport(
                all.size(),
                (int) all.stream().map(BackupReport::table).distinct().count(),
                all.stream().mapToLong(BackupReport::rows).sum(),
                all.stream().mapToLong(BackupReport::bytes).sum(),
                verified.size(),
                names(all).stream().filter(name -> !verified.contains(name)).toList(),
                names(all.stream().filter(BackupReport::expired).toList()),
                names(all.stream().filter(backup -> backup.expiresSoon(now)).toList()));
    }

    private static List<String> names(List<BackupReport> backups) {
        return backups.stream().map(BackupReport::backup).toList();
    }

    /** For people, with what to do next. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add(Texts.count(backups, "backup", "backups") + " of " + Texts.count(tables, "table", "tables") + ": "
                + Texts.count(rows, "row", "rows") + ", " + Texts.megabytes(bytes));
        lines.add("  Verified      " + Texts.count(verified));
        add(lines, "Not verified", unverified, "backups verify BACKUP reads one again");
        add(lines, "Expire soon", soon, "backups extend BACKUP --days N keeps one");
        add(lines, "Expired", expired, "backups cleanup drops them");
        return lines;
    }

    private static void add(List<String> lines, String label, List<String> names, String hint) {
        if (!names.isEmpty()) {
            lines.add("  %-13s %s: %s".formatted(label, String.join(", ", names), hint));
        }
    }
}
