package io.longhaul.activities.relational;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.longhaul.workflows.relational.PgType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a column's stored values become values of a type. It is data, kept with the plan; {@link Converter} does it.
 *
 * @param formats of texts and numbers in a column of dates or times, tried in this order; empty means ISO 8601 alone
 * @param values replacements by a value's text, before anything else; null makes a NULL
 * @param cutTo texts are cut to so many characters; 0 means never
 * @param whenNull what a NULL becomes, also that of an added column; null leaves it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Conversion(
        PgType type,
        List<String> formats,
        Map<String, @Nullable String> values,
        int cutTo,
        @Nullable String whenNull) {

    public Conversion {
        formats = List.copyOf(formats);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Into a type, with nothing replaced or cut. */
    public static Conversion to(PgType type) {
        return new Conversion(type, List.of(), Map.of(), 0, null);
    }
}
