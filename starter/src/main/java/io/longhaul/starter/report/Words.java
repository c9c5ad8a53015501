package io.longhaul.starter.report;

import java.util.List;

/**
 * How reports speak of a recipe.
 *
 * @param embeds whether it pays for embeddings
 * @param failed what records are that were not written, as {@code failed}
 * @param next what to do after a run that completed; {@code %s} is the migration's name
 * @param repair what to do about such records, each a command with what it does
 */
public record Words(boolean embeds, String failed, String next, List<String> repair) {

    public Words {
        repair = List.copyOf(repair);
    }
}
