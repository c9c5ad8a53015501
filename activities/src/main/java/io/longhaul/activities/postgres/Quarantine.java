package io.longhaul.activities.postgres;

import io.longhaul.activities.relational.Outcome;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.Rejection;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The tables that keep rows which do not fit, as they are in SQLite, each with the reason. */
public final class Quarantine {

    private static final byte JSONB_VERSION = 1;
    private static final int FIELDS = 7;

    private Quarantine() {}

    public static String name(TargetPlan plan, TablePlan table) {
        return PgNames.quoted(plan.quarantine()) + "." + PgNames.quoted(table.target());
    }

    static String create(TargetPlan plan, TablePlan table) {
        return "CREATE TABLE " + name(plan, table) + """
                 (
                  batch integer NOT NULL,
                  key text NOT NULL,
                  kind text NOT NULL,
                  column_name text,
                  reason text NOT NULL,
                  by_rule boolean NOT NULL,
                  original jsonb NOT NULL,
                  quarantined_at timestamptz NOT NULL DEFAULT now()
                )""";
    }

    /** For COPY. */
    static String copied(TargetPlan plan, TablePlan table) {
        return name(plan, table) + " (batch, key, kind, column_name, reason, by_rule, original)";
    }

    /** @param key as SQL of SQLite has it */
    static void append(PgBinary out, int batch, String key, Rejection rejection, byte[] original) {
        out.putShort(FIELDS);
        out.putInt(Integer.BYTES);
        out.putInt(batch);
        // A key may hold what no text of PostgreSQL does; SQL's literals of it do not.
        text(key, out);
        text(rejection.kind().name(), out);
        text(rejection.column(), out);
        text(rejection.reason(), out);
        out.putInt(1);
        out.putByte(rejection.outcome() == Outcome.QUARANTINE ? 1 : 0);
        out.putInt(original.length + 1);
        out.putByte(JSONB_VERSION);
        out.putBytes(original, 0, original.length);
    }

    private static void text(@Nullable String text, PgBinary out) {
        if (text == null) {
            out.putInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(bytes.length);
        out.putBytes(bytes, 0, bytes.length);
    }
}
