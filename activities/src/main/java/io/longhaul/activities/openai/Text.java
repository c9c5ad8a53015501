package io.longhaul.activities.openai;

/** A text to embed, and how many tokens it has. Its {@code toString} does not show the text. */
public record Text(String content, int tokens) {

    @Override
    public String toString() {
        return "Text[" + tokens + " tokens]";
    }
}
