package io.longhaul.starter.recipe;

import io.longhaul.starter.report.Texts;
import java.util.List;

/** What a collection of Chroma holds. */
public record VectorsPlan(String name, String source, String brief, long records, int dimensions) implements Plan {

    private static final double MEGABYTE = 1 << 20;

    @Override
    public List<String> text() {
        return List.of(
                "Migration " + name + ", a dry run: nothing is written.",
                "  From      " + source,
                "  Moves     " + brief,
                "  Records   " + Texts.count(records) + ", vectors of " + dimensions + " dimensions, "
                        + Texts.decimal(records * dimensions * Float.BYTES / MEGABYTE) + " MB of them");
    }
}
