package io.longhaul.activities.relational;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.longhaul.activities.sqlite.SqliteRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/**
 * A row of SQLite as JSON, so that nothing of it is lost: what JSON or PostgreSQL's jsonb can't hold stands in an object
 * that says what it was, {@code {"blob": "00ff"}}, {@code {"text": "6100"}} or {@code {"real": "Infinity"}}. Of a blob that is
 * too large for it there is the size alone, {@code {"bytes": "150000000"}}.
 */
public final class OriginalRow {

    /** PostgreSQL's jsonb has strings of up to 255 MB, and hexadecimal takes two letters for a byte. */
    private static final int MOST_BYTES = 127 << 20;

    private static final JsonFactory JSON = new JsonFactory();

    private final List<String> columns;
    private final int first;

    /** @param first where the columns begin in a row */
    public OriginalRow(List<String> columns, int first) {
        this.columns = List.copyOf(columns);
        this.first = first;
    }

    /** In UTF-8. */
    public byte[] json(SqliteRow row) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (int i = 0; i < columns.size(); i++) {
                json.writeFieldName(columns.get(i));
                value(row, first + i, json);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("nothing but memory is written to", e);
        }
        return out.toByteArray();
    }

    private static void value(SqliteRow row, int column, JsonGenerator json) throws IOException {
        switch (row.type(column)) {
            case SqliteRow.NULL -> json.writeNull();
            case SqliteRow.INTEGER -> json.writeNumber(row.integer(column));
            case SqliteRow.REAL -> {
                double value = row.real(column);
                if (Double.isInfinite(value)) {
                    object("real", TextWriter.text(value), json);
                } else {
                    json.writeNumber(value);
                }
            }
            case SqliteRow.TEXT -> {
                byte[] text = row.bytes(column);
                if (Utf8.characters(text) < 0) {
                    object("text", HexFormat.of().formatHex(text), json);
                } else {
                    json.writeUTF8String(text, 0, text.length);
                }
            }
            default -> {
                byte[] blob = row.bytes(column);
                if (blob.length > MOST_BYTES) {
                    object("bytes", Integer.toString(blob.length), json);
                } else {
                    object("blob", HexFormat.of().formatHex(blob), json);
                }
            }
        }
    }

    private static void object(String name, String value, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(name, value);
        json.writeEndObject();
    }
}
