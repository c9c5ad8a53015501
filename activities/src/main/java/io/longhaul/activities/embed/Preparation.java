package io.longhaul.activities.embed;

import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.workflows.embed.EmbedSpec;
import java.util.List;

/** What is to become of a record's text. */
public sealed interface Preparation {

    /**
     * It is embedded.
     *
     * @param chunks a point each, in the text's order; at least one, none of them blank
     * @param truncated whether the text's end is missing
     * @param tokens of all chunks together
     */
    record Accepted(List<String> chunks, boolean truncated, int tokens) implements Preparation {
        public Accepted {
            chunks = List.copyOf(chunks);
        }
    }

    /**
     * It becomes a failed record.
     *
     * @param reason for people, without any of the text
     */
    record Rejected(String reason) implements Preparation {}

    /** Decides by the spec's limit and its policy for texts over it. */
    static Preparation of(SourceRecord record, EmbedSpec spec, TokenCounter tokens) {
        if (record.undecodable() != null) {
            return new Rejected(record.undecodable());
        }
        String text = record.text();
        if (text == null || text.isEmpty()) {
            return new Rejected("the text is empty");
        }
        if (isBlank(text)) {
            return new Rejected("the text is blank");
        }
        int count = tokens.count(text);
        if (count <= spec.maxTokens()) {
            return new Accepted(List.of(text), false, count);
        }
        return switch (spec.overlong()) {
            case FAIL ->
                new Rejected("the text has " + count + " tokens, and " + spec.model() + " takes " + spec.maxTokens()
                        + ": see the policy for over-long texts");
            case TRUNCATE -> truncated(tokens.truncate(text, spec.maxTokens()), tokens);
            case SPLIT -> split(tokens.split(text, spec.maxTokens()), tokens);
        };
    }

    private static Preparation truncated(String beginning, TokenCounter tokens) {
        if (isBlank(beginning)) {
            return new Rejected("the text begins with more blanks than the model takes");
        }
        return new Accepted(List.of(beginning), true, tokens.count(beginning));
    }

    /** Blank chunks are left out: nothing could be found by them. */
    private static Preparation split(List<String> parts, TokenCounter tokens) {
        List<String> chunks = parts.stream().filter(part -> !isBlank(part)).toList();
        return new Accepted(
                chunks, false, chunks.stream().mapToInt(tokens::count).sum());
    }

    /** Also where it has nothing but invisible characters, such as a byte order mark or NULs. */
    private static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT);
    }
}
