package io.longhaul.starter.recipe;

import io.longhaul.activities.repartition.Inspection;
import io.longhaul.starter.report.Texts;
import java.util.ArrayList;
import java.util.List;

/** What a live table would become. Its first rows were tried in the new layout. */
public record RepartitionPlan(String name, String target, Inspection.Facts facts) implements Plan {

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Changes   " + target);
        lines.add("Table     " + facts.table() + ", about " + Texts.count(facts.rows()) + " rows, "
                + Texts.megabytes(facts.bytes()));
        lines.add("Backup    the same again, kept beside it");
        lines.add("Then      "
                + (facts.partitions() == 0
                        ? "a plain table"
                        : Texts.count(facts.partitions(), "partition", "partitions")));
        facts.widened().forEach(word -> lines.add("Note      " + word));
        return lines;
    }
}
