package io.longhaul.activities.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a whole record: the key's columns first, then the text, then the payload. */
final class RecordSql {

    private final KeySql key;
    private final Column text;
    private final List<Column> payload;
    private final int textIndex;

    RecordSql(TableShape shape, List<String> payloadColumns, String textColumn) {
        key = new KeySql(shape);
        text = shape.column(textColumn);
        payload = payloadColumns.stream().map(shape::column).toList();
        textIndex = shape.key().size() + 1;
    }

    String select() {
        return Stream.concat(
                        Stream.of(key.select(), text.type().selectPayload(text)),
                        payload.stream().map(column -> column.type().selectPayload(column)))
                .collect(Collectors.joining(", "));
    }

    SourceRecord read(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        int index = textIndex + 1;
        for (Column column : payload) {
            values.put(column.name(), column.type().payload().read(row, index++));
        }
        byte[] bytes = row.getBytes(textIndex);
        if (bytes == null) {
            return new SourceRecord(key.read(row), null, null, values);
        }
        Utf8 decoded = Utf8.decode(bytes);
        return new SourceRecord(key.read(row), decoded.text(), decoded.error(), values);
    }
}
