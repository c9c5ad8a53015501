package io.longhaul.activities.relational;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.longhaul.workflows.relational.IssueKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON as PostgreSQL writes a jsonb: the members of an object by their keys, short ones first, and the last of those with
 * one key; numbers without exponents; one way of escaping. So what is sent is what the server will send back, byte for
 * byte.
 */
final class JsonbText {

    private static final JsonFactory JSON = new JsonFactory();

    /** The exponents that a numeric takes. */
    private static final int MOST_BEFORE = 131_071;

    private static final int MOST_AFTER = 16_383;

    private static final Comparator<Member> ORDER = Comparator.<Member>comparingInt(member -> member.key.length)
            .thenComparing((a, b) -> Arrays.compareUnsigned(a.key, b.key));

    private final JsonParser parser;
    private final PgBinary out;

    /** Where a member was put, with its key. */
    private record Member(byte[] key, int from, int to) {}

    /** Carries out what PostgreSQL refuses. */
    private static final class Refused extends Exception {
        private final IssueKind kind;

        Refused(IssueKind kind) {
            super(kind.words(), null, false, false);
            this.kind = kind;
        }
    }

    private JsonbText(JsonParser parser, PgBinary out) {
        this.parser = parser;
        this.out = out;
    }

    /** @return why there is no such jsonb; then what was appended is worth nothing */
    static @Nullable IssueKind append(byte[] utf8, PgBinary out) {
        try (JsonParser parser = JSON.createParser(utf8)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return IssueKind.INVALID_JSON;
            }
            new JsonbText(parser, out).value(first);
            return parser.nextToken() == null ? null : IssueKind.INVALID_JSON;
        } catch (Refused e) {
            return e.kind;
        } catch (IOException notJson) {
            return IssueKind.INVALID_JSON;
        }
    }

    /** Its depth is bounded by the parser. */
    private void value(JsonToken token) throws IOException, Refused {
        switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> string();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> ascii(number(parser.getText()));
            default -> ascii(parser.getText());
        }
    }

    private void array() throws IOException, Refused {
        out.putByte('[');
        boolean first = true;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (!first) {
                ascii(", ");
            }
            first = false;
            value(token);
        }
        out.putByte(']');
    }

    private void object() throws IOException, Refused {
        out.putByte('{');
        int begin = out.length();
        List<Member> members = new ArrayList<>();
        boolean sorted = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            if (!members.isEmpty()) {
                ascii(", ");
            }
            int from = out.length();
            byte[] key = parser.currentName().getBytes(StandardCharsets.UTF_8);
            string();
            ascii(": ");
            value(parser.nextToken());
            Member member = new Member(key, from, out.length());
            sorted = sorted && (members.isEmpty() || ORDER.compare(members.get(members.size() - 1), member) < 0);
            members.add(member);
        }
        if (!sorted) {
            sort(begin, members);
        }
        out.putByte('}');
    }

    private void sort(int begin, List<Member> members) {
        byte[] put = Arrays.copyOfRange(out.array(), begin, out.length());
        out.truncate(begin);
        // Stable, so that of those with one key the last one stays last.
        members.sort(ORDER);
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            boolean overwritten = i + 1 < members.size() && ORDER.compare(member, members.get(i + 1)) == 0;
            if (!overwritten) {
                if (out.length() > begin) {
                    ascii(", ");
                }
                out.putBytes(put, member.from - begin, member.to - member.from);
            }
        }
    }

    /** The parser's text; an escape may stand for what no text of PostgreSQL holds: a NUL, or half of a surrogate pair. */
    private void string() throws IOException, Refused {
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int to = from + parser.getTextLength();
        out.putByte('"');
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c == 0) {
                throw new Refused(IssueKind.NUL_CHARACTER);
            } else if (c < ' ' || c == '"' || c == '\\') {
                ascii(escaped(c));
            } else if (c < 0x80) {
                out.putByte(c);
            } else if (c < 0x800) {
                out.putByte(0xc0 | (c >> 6));
                out.putByte(0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text[i + 1])) {
                int point = Character.toCodePoint(c, text[++i]);
                out.putByte(0xf0 | (point >> 18));
                out.putByte(0x80 | ((point >> 12) & 0x3f));
                out.putByte(0x80 | ((point >> 6) & 0x3f));
                out.putByte(0x80 | (point & 0x3f));
            } else if (Character.isSurrogate(c)) {
                throw new Refused(IssueKind.INVALID_JSON);
            } else {
                out.putByte(0xe0 | (c >> 12));
                out.putByte(0x80 | ((c >> 6) & 0x3f));
                out.putByte(0x80 | (c & 0x3f));
            }
        }
        out.putByte('"');
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", (int) c);
        };
    }

    /** A numeric keeps the zeros at the end of a fraction, and knows neither exponents nor a negative zero. */
    private static String number(String text) throws Refused {
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (e >= 0 && !fits(text, e)) {
            throw new Refused(IssueKind.NUMBER_OUT_OF_RANGE);
        }
        return e >= 0 || text.startsWith("-0") ? new BigDecimal(text).toPlainString() : text;
    }

    private static boolean fits(String number, int e) {
        try {
            int exponent = Integer.parseInt(number.substring(e + 1));
            return exponent + e <= MOST_BEFORE && exponent - e >= -MOST_AFTER;
        } catch (NumberFormatException tooLarge) {
            return false;
        }
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            out.putByte(text.charAt(i));
        }
    }
}
