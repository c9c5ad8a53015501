package io.longhaul.starter.report;

import io.longhaul.activities.repartition.PartitionHealth;
import java.util.ArrayList;
import java.util.List;

/**
 * How a table's rows are spread over its partitions, as PostgreSQL's statistics have it.
 *
 * @param notNormal those that somebody should look at
 */
public record PartitionsReport(
        String table, PartitionHealth.Distribution distribution, List<PartitionHealth.Partition> notNormal) {

    private static final int SHOWN = 5;

    public static PartitionsReport of(String table, PartitionHealth health) {
        return new PartitionsReport(table, health.distribution(), health.notNormal());
    }

    /** For people: how even they are in one line, then what is not normal, the largest first. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add(Texts.count(distribution.used()) + " of " + Texts.count(distribution.partitions()) + " used, "
                + spread());
        notNormal.stream()
                .sorted((a, b) -> Long.compare(b.rows(), a.rows()))
                .limit(SHOWN)
                .forEach(partition -> lines.add(line(partition)));
        if (notNormal.size() > SHOWN) {
            lines.add("and " + Texts.count(notNormal.size() - SHOWN)
                    + " more: SELECT * FROM partition_health WHERE partition_status <> 'NORMAL'");
        }
        return lines;
    }

    private String spread() {
        return "rows on average " + Texts.count(Math.round(distribution.average())) + ", most "
                + Texts.count(distribution.most()) + ", least " + Texts.count(distribution.least()) + ", deviation "
                + Texts.count(Math.round(distribution.deviation()));
    }

    private static String line(PartitionHealth.Partition partition) {
        return partition.status() + "  " + partition.name() + ": " + Texts.count(partition.rows(), "row", "rows") + ", "
                + Texts.decimal(partition.skew()) + " times the average, "
                + Texts.count(partition.dead(), "dead row", "dead rows");
    }
}
