package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** UUIDs, written with dashes or without, in braces or not, or as their 16 bytes. */
final class UuidWriter implements ValueWriter {

    private static final int BYTES = 16;
    private static final Pattern DASHED =
            Pattern.compile("[0-9a-fA-F]{8}(-?)[0-9a-fA-F]{4}\\1[0-9a-fA-F]{4}\\1[0-9a-fA-F]{4}\\1[0-9a-fA-F]{12}");

    @Override
    public @Nullable IssueKind integer(long value, PgBinary out) {
        return IssueKind.WRONG_TYPE;
    }

    @Override
    public @Nullable IssueKind real(double value, PgBinary out) {
        return IssueKind.WRONG_TYPE;
    }

    @Override
    public @Nullable IssueKind text(byte[] utf8, PgBinary out) {
        String text = new String(utf8, StandardCharsets.ISO_8859_1);
        if (text.startsWith("{") && text.endsWith("}")) {
            text = text.substring(1, text.length() - 1);
        }
        if (!DASHED.matcher(text).matches()) {
            return IssueKind.WRONG_TYPE;
        }
        return blob(HexFormat.of().parseHex(text.replace("-", "")), out);
    }

    @Override
    public @Nullable IssueKind blob(byte[] bytes, PgBinary out) {
        if (bytes.length != BYTES) {
            return IssueKind.WRONG_TYPE;
        }
        out.putBytes(bytes, 0, BYTES);
        return null;
    }
}
