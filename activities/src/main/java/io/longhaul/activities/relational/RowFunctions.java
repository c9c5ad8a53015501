package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.workflows.relational.IssueKind;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/**
 * Functions for SQLite's SQL that know the conversions of a plan, so that it compares what PostgreSQL will: {@code
 * 2024-01-01} and {@code 2024-01-01 00:00} are one timestamp. Conditions of constraints ({@link
 * ConstraintPlan#violations}) use them.
 */
public final class RowFunctions {

    /** {@code (table, place of the column, value)}: the converted value; NULL for none, or where it does not fit. */
    static final String VALUE = "longhaul_value";

    /** {@code (table, place of the column, value)}: why it does not fit; NULL where it does. */
    static final String MISFIT = "longhaul_misfit";

    private static final int ARGUMENTS = 3;

    private RowFunctions() {}

    /** Lets the conditions of a plan be asked in a session. */
    public static void define(SqliteSession session, TargetPlan plan) {
        session.define(VALUE, ARGUMENTS, new Value(plan));
        session.define(MISFIT, ARGUMENTS, new Misfit(plan));
    }

    private static final class Value extends Converting {
        Value(TargetPlan plan) {
            super(plan);
        }

        @Override
        protected void xFunc() throws SQLException {
            IssueKind problem = convert();
            PgBinary out = out();
            if (problem != null || out.array()[0] < 0) {
                result();
            } else {
                result(Arrays.copyOfRange(out.array(), Integer.BYTES, out.length()));
            }
        }
    }

    private static final class Misfit extends Converting {
        Misfit(TargetPlan plan) {
            super(plan);
        }

        @Override
        protected void xFunc() throws SQLException {
            IssueKind problem = convert();
            if (problem == null) {
                result();
            } else {
                result(problem.name());
            }
        }
    }

    private abstract static class Converting extends Function {
        private final Map<String, List<Converter>> converters = new HashMap<>();
        private final PgBinary out = new PgBinary(64);
        private final Argument argument = new Argument();

        Converting(TargetPlan plan) {
            plan.tables()
                    .forEach(table -> converters.put(
                            table.source().toLowerCase(Locale.ROOT),
                            table.columns().stream().map(Converter::of).toList()));
        }

        PgBinary out() {
            return out;
        }

        @Nullable
        IssueKind convert() throws SQLException {
            out.truncate(0);
            argument.load();
            List<Converter> columns = converters.get(value_text(0));
            if (columns == null) {
                throw new SQLException("no such table is planned");
            }
            return columns.get(value_int(1)).convert(argument, 0, out);
        }

        /** The last argument as a row of one column. */
        private final class Argument implements SqliteRow {
            private int type;
            private long integer;
            private double real;
            private byte @Nullable [] bytes;

            void load() throws SQLException {
                type = value_type(2);
                switch (type) {
                    case INTEGER -> integer = value_long(2);
                    case REAL -> real = value_double(2);
                    case TEXT, BLOB -> bytes = value_blob(2);
                    default -> bytes = null;
                }
            }

            @Override
            public int columns() {
                return 1;
            }

            @Override
            public int type(int column) {
                return type;
            }

            @Override
            public long integer(int column) {
                return integer;
            }

            @Override
            public double real(int column) {
                return real;
            }

            @Override
            public byte[] bytes(int column) {
                return bytes == null ? new byte[0] : bytes;
            }
        }
    }
}
