package io.longhaul.activities.relational;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.longhaul.workflows.relational.IssueKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON as its text, after it was looked through for what PostgreSQL's jsonb refuses. */
final class JsonWriter implements ValueWriter {

    private static final byte VERSION = 1;
    private static final JsonFactory JSON = new JsonFactory();

    /** The exponents that a numeric takes. */
    private static final int MOST_BEFORE = 131_071;

    private static final int MOST_AFTER = 16_383;

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        return put(Long.toString(value).getBytes(StandardCharsets.ISO_8859_1), out);
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        if (Double.isInfinite(value)) {
            return IssueKind.NOT_FINITE;
        }
        return put(TextWriter.text(value).getBytes(StandardCharsets.ISO_8859_1), out);
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        int characters = Utf8.characters(utf8);
        if (characters < 0) {
            return characters == Utf8.NUL ? IssueKind.NUL_CHARACTER : IssueKind.INVALID_UTF8;
        }
        IssueKind problem = look(utf8);
        return problem == null ? put(utf8, out) : problem;
    }

    private static @Nullable IssueKind put(byte[] json, PgBinary out) {
        out.putByte(VERSION);
        out.putBytes(json, 0, json.length);
        return null;
    }

    private static @Nullable IssueKind look(byte[] utf8) {
        try (JsonParser parser = JSON.createParser(utf8)) {
            int depth = 0;
            int roots = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (depth == 0) {
                    roots++;
                }
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
                    IssueKind problem = string(parser.getText());
                    if (problem != null) {
                        return problem;
                    }
                } else if (token == JsonToken.VALUE_NUMBER_FLOAT && !fits(parser)) {
                    return IssueKind.NUMBER_OUT_OF_RANGE;
                }
            }
            return roots == 1 ? null : IssueKind.INVALID_JSON;
        } catch (IOException notJson) {
            return IssueKind.INVALID_JSON;
        }
    }

    /** An escape may stand for what no text of PostgreSQL holds: a NUL, or half of a surrogate pair. */
    private static @Nullable IssueKind string(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return IssueKind.NUL_CHARACTER;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return IssueKind.INVALID_JSON;
            }
        }
        return null;
    }

    private static boolean fits(JsonParser parser) throws IOException {
        String number = parser.getText();
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (e < 0) {
            return true;
        }
        try {
            int exponent = Integer.parseInt(number.substring(e + 1));
            return exponent + e <= MOST_BEFORE && exponent - e >= -MOST_AFTER;
        } catch (NumberFormatException tooLarge) {
            return false;
        }
    }
}
