package io.longhaul.starter.recipe;

import io.longhaul.starter.report.Texts;
import java.util.List;

/** What a collection of Chroma holds. */
public record VectorsPlan(String name, String source, String brief, long records, int dimensions) implements Plan {

    @Override
    public List<String> lines() {
        return List.of(
                "From      " + source,
                "Moves     " + brief,
                "Records   " + Texts.count(records) + ", vectors of " + dimensions + " dimensions, "
                        + Texts.megabytes(records * dimensions * Float.BYTES) + " of them");
    }
}
