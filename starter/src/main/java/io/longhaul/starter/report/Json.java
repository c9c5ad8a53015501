package io.longhaul.starter.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.PrintStream;
import java.time.Instant;

/** JSON for programs: the last thing on stdout, and the only thing there. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            // Moments as ISO 8601 has them.
            .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance));

    private Json() {}

    /** Prints a record as one line. */
    public static void print(PrintStream out, Object object) {
        out.println(text(object));
    }

    /** As one line. */
    public static String text(Object object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain data", e);
        }
    }
}
