package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/**
 * Functions for SQLite's SQL that know the conversions of a plan, so that it compares what PostgreSQL will: {@code
 * 2024-01-01} and {@code 2024-01-01 00:00} are one timestamp. What rows break ({@link Guarantee#violations}) is asked with them.
 */
final class RowFunctions {

    /**
     * {@code (table, place of the column, value)}: the converted value; NULL for none, or where it does not fit. Two are equal
     * where PostgreSQL finds them equal, also in columns of different types that a foreign key may compare.
     */
    static final String VALUE = "longhaul_value";

    /** {@code (table, place of the column, value)}: why it does not fit; NULL where it does. */
    static final String MISFIT = "longhaul_misfit";

    /** {@code (table, place of the column, value)}: the converted value as SQLite has such, to be ordered and counted with. */
    static final String PLAIN = "longhaul_plain";

    private static final int ARGUMENTS = 3;
    private static final long MICROS_OF_DAY = 86_400_000_000L;
    private static final int DIGITS_OF_LONG = 19;

    private RowFunctions() {}

    /** Lets the conditions of a plan be asked in a session. */
    static void define(SqliteSession session, List<TablePlan> tables) {
        session.define(VALUE, ARGUMENTS, new Value(session, tables, false));
        session.define(PLAIN, ARGUMENTS, new Value(session, tables, true));
        session.define(MISFIT, ARGUMENTS, new Misfit(session, tables));
    }

    private static final class Value extends Converting {
        private final boolean plain;

        Value(SqliteSession session, List<TablePlan> tables, boolean plain) {
            super(session, tables);
            this.plain = plain;
        }

        @Override
        protected void xFunc() throws SQLException {
            IssueKind problem = convert();
            PgBinary out = out();
            if (problem != null || out.array()[0] < 0) {
                result();
                return;
            }
            ByteBuffer value = ByteBuffer.wrap(out.array(), Integer.BYTES, out.length() - Integer.BYTES)
                    .slice();
            switch (type()) {
                case SMALLINT -> result((int) value.getShort());
                case INTEGER -> result(value.getInt());
                case DATE -> result(value.getInt() * MICROS_OF_DAY);
                case BIGINT, TIMESTAMP, TIMESTAMPTZ, TIME -> result(value.getLong());
                case BOOLEAN -> result((int) value.get());
                case REAL -> real(value.getFloat());
                case DOUBLE -> real(value.getDouble());
                case TEXT, VARCHAR ->
                    result(StandardCharsets.UTF_8.decode(value).toString());
                case NUMERIC -> numeric(value);
                default -> result(bytes(value));
            }
        }

        /** SQLite has no NaN, of which PostgreSQL finds all equal. */
        private void real(double value) throws SQLException {
            if (Double.isNaN(value)) {
                result("NaN");
            } else {
                result(value);
            }
        }

        /** Whole numbers are as those of other types, whatever their scale. */
        private void numeric(ByteBuffer value) throws SQLException {
            BigDecimal number = NumericWriter.number(value.duplicate());
            if (number == null) {
                result(bytes(value));
                return;
            }
            BigDecimal stripped = number.stripTrailingZeros();
            if (stripped.scale() <= 0 && stripped.precision() - stripped.scale() < DIGITS_OF_LONG) {
                result(stripped.longValueExact());
            } else if (plain) {
                result(number.doubleValue());
            } else {
                result("numeric " + stripped);
            }
        }

        private static byte[] bytes(ByteBuffer value) {
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            return bytes;
        }
    }

    private static final class Misfit extends Converting {
        Misfit(SqliteSession session, List<TablePlan> tables) {
            super(session, tables);
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

    private record Column(PgType.Base type, Converter converter) {
        static Column of(ColumnPlan plan) {
            return new Column(plan.type().base(), Converter.of(plan));
        }
    }

    private abstract static class Converting extends Function {
        private final SqliteSession session;
        private final Map<String, List<Column>> columns = new HashMap<>();
        private final PgBinary out = new PgBinary(64);
        private final Argument argument = new Argument();
        private PgType.Base type = PgType.Base.TEXT;

        Converting(SqliteSession session, List<TablePlan> tables) {
            this.session = session;
            tables.forEach(table -> columns.put(
                    table.source().toLowerCase(Locale.ROOT),
                    table.columns().stream().map(Column::of).toList()));
        }

        /** Of the column that was converted last. */
        PgType.Base type() {
            return type;
        }

        PgBinary out() {
            return out;
        }

        @Nullable
        IssueKind convert() throws SQLException {
            out.truncate(0);
            argument.load();
            List<Column> planned = columns.get(value_text(0));
            if (planned == null) {
                throw new SQLException("no such table is planned");
            }
            Column column = planned.get(value_int(1));
            type = column.type();
            return column.converter().convert(argument, 0, out);
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
                    case TEXT -> bytes = utf8(value_blob(2));
                    case BLOB -> bytes = value_blob(2);
                    default -> bytes = null;
                }
            }

            /** SQLite has no bytes where there is no character. */
            private byte @Nullable [] utf8(byte @Nullable [] stored) {
                return stored == null ? null : session.utf8(stored);
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
