package io.longhaul.starter.recipe;

import io.longhaul.activities.backfill.Inspection;
import io.longhaul.starter.report.Texts;
import java.util.ArrayList;
import java.util.List;

/** What would be done to a live table. All SQL of the spec was tried on a copy of its first rows. */
public record BackfillPlan(String name, String target, Inspection.Facts facts) implements Plan {

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Changes   " + target);
        lines.add("Table     " + facts.table() + ", about " + Texts.count(facts.rows()) + " rows, "
                + Texts.megabytes(facts.bytes()));
        lines.add("Records   " + Texts.count(facts.lacking()) + " lack their value and would be filled");
        facts.changes().forEach(change -> lines.add("Then      " + change));
        if (!facts.seesOthers()) {
            lines.add("Note      the user sees little of other sessions and of standbys: limits.active-sessions and"
                    + " limits.replication-lag need the role pg_monitor");
        }
        return lines;
    }
}
