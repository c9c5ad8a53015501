package io.longhaul.starter.document;

import io.longhaul.activities.repartition.PartitionHealth.Distribution;
import io.longhaul.activities.repartition.PartitionHealth.Partition;
import io.longhaul.starter.document.Page.Block;
import io.longhaul.starter.document.Page.Cell;
import io.longhaul.starter.document.Page.Column;
import io.longhaul.starter.document.Page.Note;
import io.longhaul.starter.document.Page.Section;
import io.longhaul.starter.document.Page.Table;
import io.longhaul.starter.document.Page.Tone;
import io.longhaul.starter.report.PartitionsReport;
import io.longhaul.starter.report.Texts;
import java.util.ArrayList;
import java.util.List;

/** What a report says of a table's partitions. */
final class PartitionSection {

    private PartitionSection() {}

    static Section of(PartitionsReport report) {
        List<Block> blocks = new ArrayList<>();
        Distribution spread = report.distribution();
        blocks.add(new Table(
                "Rows of " + report.table() + " in each partition, by PostgreSQL's statistics",
                List.of(
                        Column.number("Partitions"),
                        Column.number("Used"),
                        Column.number("Average"),
                        Column.number("Most"),
                        Column.number("Least"),
                        Column.number("Deviation")),
                List.of(List.of(
                        Cell.number(spread.partitions()),
                        Cell.number(spread.used()),
                        Cell.number(Math.round(spread.average())),
                        Cell.number(spread.most()),
                        Cell.number(spread.least()),
                        Cell.number(Math.round(spread.deviation()))))));
        if (report.notNormal().isEmpty()) {
            blocks.add(new Note("All of them are normal."));
        } else {
            blocks.add(new Table(
                    "Those that are not normal",
                    List.of(
                            Column.text("Partition"),
                            Column.text("Status"),
                            Column.number("Rows"),
                            Column.number("Times the average"),
                            Column.number("Dead rows")),
                    report.notNormal().stream().map(PartitionSection::row).toList()));
        }
        blocks.add(new Note("SELECT * FROM partition_health has all of them, at any time."));
        return new Section("Partitions", blocks);
    }

    private static List<Cell> row(Partition partition) {
        return List.of(
                Cell.text(partition.name()),
                new Cell(partition.status(), Tone.ATTENTION),
                Cell.number(partition.rows()),
                Cell.text(Texts.decimal(partition.skew())),
                Cell.number(partition.dead()));
    }
}
