package io.longhaul.activities.relational;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every type with every storage class; that PostgreSQL reads the bytes as meant is {@link PostgresTest}'s. */
class ConverterTest {

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void makeDatabase() throws SQLException {
        database = Database.make(folder, "CREATE TABLE t (v)");
    }

    private static ColumnPlan plan(Conversion conversion, boolean notNull, Outcome outcome) {
        return new ColumnPlan("v", "v", conversion.type(), notNull, conversion, outcome, null, null, false);
    }

    /** The value's bytes in hexadecimal, NULL, or the problem. */
    private String convert(Conversion conversion, String sql) {
        return convert(plan(conversion, false, Outcome.STOP), sql);
    }

    private String convert(ColumnPlan plan, String sql) {
        List<String> results = new ArrayList<>();
        try (SqliteSession session = database.file().open()) {
            session.read("a value", "SELECT " + sql, row -> results.add(result(plan, row)));
        }
        return results.get(0);
    }

    private static String result(ColumnPlan plan, SqliteRow row) {
        PgBinary out = new PgBinary(0);
        IssueKind problem = Converter.of(plan).convert(row, 0, out);
        if (problem != null) {
            assertThat(out.length()).isZero();
            return problem.name();
        }
        byte[] field = Arrays.copyOf(out.array(), out.length());
        int length = ByteBuffer.wrap(field).getInt();
        assertThat(field.length).isEqualTo(4 + Math.max(0, length));
        return length < 0 ? "NULL" : HexFormat.of().formatHex(field, 4, field.length);
    }

    @ParameterizedTest(name = "{1} as {0} is {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "boolean | 1 | 01",
                "boolean | 0.0 | 00",
                "boolean | 'true' | 01",
                "boolean | 'Yes' | BOOLEAN_SPELLING",
                "boolean | 2 | WRONG_TYPE",
                "boolean | 'maybe' | WRONG_TYPE",
                "boolean | x'01' | WRONG_TYPE",
                "smallint | 32767 | 7fff",
                "smallint | -32769 | NUMBER_OUT_OF_RANGE",
                "integer | -2 | fffffffe",
                "integer | 2147483648 | NUMBER_OUT_OF_RANGE",
                "bigint | 9223372036854775807 | 7fffffffffffffff",
                "bigint | 3.0 | 0000000000000003",
                "bigint | 3.5 | WRONG_TYPE",
                "bigint | 9223372036854775808 | NUMBER_OUT_OF_RANGE",
                "bigint | 9e999 | NOT_FINITE",
                "bigint | ' 12 ' | 000000000000000c",
                "bigint | '12x' | WRONG_TYPE",
                "bigint | '' | WRONG_TYPE",
                "bigint | '99999999999999999999' | NUMBER_OUT_OF_RANGE",
                "bigint | x'00' | WRONG_TYPE",
                "double precision | 1.5 | 3ff8000000000000",
                "double precision | 9e999 | 7ff0000000000000",
                "double precision | 'NaN' | 7ff8000000000000",
                "double precision | '-Infinity' | fff0000000000000",
                "double precision | 9007199254740993 | NUMBER_OUT_OF_RANGE",
                "double precision | '0x10' | WRONG_TYPE",
                "double precision | '1e999' | WRONG_TYPE",
                "real | 1.5 | 3fc00000",
                "real | 1e300 | NUMBER_OUT_OF_RANGE",
                "numeric | 12345.678 | 0003000100000003000109291a7c",
                "numeric(6,2) | 1.234 | NUMBER_SCALE",
                "numeric(6,2) | 12345.6 | NUMBER_OUT_OF_RANGE",
                "numeric(6,2) | 9e999 | NOT_FINITE",
                "numeric | 'abc' | WRONG_TYPE",
                "text | 'é' | c3a9",
                "text | '' | -",
                "text | 12 | 3132",
                "text | 1.5 | 312e35",
                "text | x'41' | WRONG_TYPE",
                "text | CAST(x'ff' AS TEXT) | INVALID_UTF8",
                "text | CAST(x'c080' AS TEXT) | INVALID_UTF8",
                "text | CAST(x'eda080' AS TEXT) | INVALID_UTF8",
                "text | CAST(x'f4908080' AS TEXT) | INVALID_UTF8",
                "text | CAST(x'e282' AS TEXT) | INVALID_UTF8",
                "text | CAST(x'4141414141414141ff' AS TEXT) | INVALID_UTF8",
                "text | CAST(x'616263646566676800' AS TEXT) | NUL_CHARACTER",
                "text | CAST(x'006162636465666768696a' AS TEXT) | NUL_CHARACTER",
                "varchar(3) | '☃😀é' | e29883f09f9880c3a9",
                "varchar(3) | 'four' | STRING_TOO_LONG",
                "bytea | x'00ff' | 00ff",
                "bytea | x'' | -",
                "bytea | 'text' | WRONG_TYPE",
                "date | '2000-01-02' | 00000001",
                "date | '1999-12-31 00:00:00' | ffffffff",
                "date | '2000-01-01 01:00' | NUMBER_SCALE",
                "date | '2001-02-29' | IMPOSSIBLE_DATE",
                "date | '0000-00-00' | IMPOSSIBLE_DATE",
                "date | '1.2.2001' | DATE_FORMAT",
                "date | '31.2.2001' | IMPOSSIBLE_DATE",
                "date | 'soon' | WRONG_TYPE",
                "date | 20010203 | DATE_FORMAT",
                "date | 7 | WRONG_TYPE",
                "time | '00:00:01.5' | 000000000016e360",
                "time | '25:00' | IMPOSSIBLE_DATE",
                "time | '18:30:00+02:00' | DATE_FORMAT",
                "timestamp | '2000-01-01T00:00:00.000001' | 0000000000000001",
                "timestamp | '1999-12-31 23:59:59' | fffffffffff0bdc0",
                "timestamp | '2000-01-01' | 0000000000000000",
                "timestamp | '2000-01-01 00:00:00.0000001' | NUMBER_SCALE",
                "timestamp | '2000-01-01 00:00:00Z' | DATE_FORMAT",
                "timestamp | 1600000000 | DATE_FORMAT",
                "timestamp | 2459000.5 | DATE_FORMAT",
                "timestamptz | '2000-01-01 01:00:00+01:00' | 0000000000000000",
                "timestamptz | '2000-01-01 00:00:00' | DATE_FORMAT",
                "uuid | '{0188B2A6-9d5a-7c3e-8f00-0123456789ab}' | 0188b2a69d5a7c3e8f000123456789ab",
                "uuid | x'0188b2a69d5a7c3e8f000123456789ab' | 0188b2a69d5a7c3e8f000123456789ab",
                "uuid | '0188b2a6' | WRONG_TYPE",
                "jsonb | '[1]' | 015b315d",
                "jsonb | 7 | 0137",
                "jsonb | '[1' | INVALID_JSON",
                "jsonb | '1 2' | INVALID_JSON",
                "jsonb | '' | INVALID_JSON",
                "jsonb | '\"\\u0000\"' | NUL_CHARACTER",
                "jsonb | '\"\\ud800\"' | INVALID_JSON",
                "jsonb | '1e999999999' | NUMBER_OUT_OF_RANGE",
                "jsonb | x'00' | WRONG_TYPE",
                "text | NULL | NULL",
                "bigint | NULL | NULL",
            })
    void aStoredValueBecomesTheTypesBytesOrSaysWhyNot(PgType type, String sql, @Nullable String result) {
        assertThat(convert(Conversion.to(type), sql)).isEqualTo(result == null ? "" : result);
    }

    @Test
    void aNullBecomesTheDefaultAndIsRefusedWithoutOne() {
        Conversion conversion = new Conversion(PgType.BIGINT, List.of(), Map.of(), 0, "7");

        assertThat(convert(plan(conversion, true, Outcome.STOP), "NULL")).isEqualTo("0000000000000007");
        assertThat(convert(plan(Conversion.to(PgType.BIGINT), true, Outcome.STOP), "NULL"))
                .isEqualTo("NULL_IN_NOT_NULL");
    }

    @Test
    void mappedValuesAreComparedByTheirTextAndMayBecomeNull() {
        Map<String, @Nullable String> values = new HashMap<>();
        values.put("Y", "true");
        values.put("2", "false");
        values.put("", null);
        Conversion conversion = new Conversion(PgType.BOOLEAN, List.of(), values, 0, null);

        assertThat(convert(conversion, "'Y'")).isEqualTo("01");
        assertThat(convert(conversion, "2")).isEqualTo("00");
        assertThat(convert(conversion, "''")).isEqualTo("NULL");
        assertThat(convert(plan(conversion, true, Outcome.STOP), "''")).isEqualTo("NULL_IN_NOT_NULL");
        assertThat(convert(conversion, "1")).isEqualTo("01");
    }

    @Test
    void whatDoesNotFitBecomesNullWhereARuleSaysSo() {
        ColumnPlan plan = plan(Conversion.to(PgType.DATE), false, Outcome.NULLIFY);

        assertThat(convert(plan, "'soon'")).isEqualTo("NULL");
        assertThat(convert(plan, "'2000-01-02'")).isEqualTo("00000001");
    }

    @Test
    void textsAreCutByCharactersAndTimesByDigits() {
        assertThat(convert(new Conversion(PgType.varchar(2), List.of(), Map.of(), 2, null), "'é☃x'"))
                .isEqualTo("c3a9e29883");
        assertThat(convert(
                        new Conversion(PgType.TIMESTAMP, List.of(), Map.of(), 1, null),
                        "'2000-01-01 00:00:00.0000019'"))
                .isEqualTo("0000000000000001");
        assertThat(convert(new Conversion(PgType.DATE, List.of(), Map.of(), 1, null), "'2000-01-02 08:00'"))
                .isEqualTo("00000001");
    }

    @ParameterizedTest(name = "{1} by {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "unix | 946684801 | 00000000000f4240",
                "unix | 946684800.5 | 000000000007a120",
                "unix | '946684801' | 00000000000f4240",
                "unix-ms | 946684800001 | 00000000000003e8",
                "julian | 2451544.5 | 0000000000000000",
                "dd.MM.yyyy | '02.01.2000' | 000000141dd76000",
                "yyyyMMdd | 20000102 | 000000141dd76000",
                "iso | '2000-01-01 00:00:01Z' | 00000000000f4240",
                "dd.MM.yyyy | '30.02.2000' | IMPOSSIBLE_DATE",
                "dd.MM.yyyy | '2000-01-01' | DATE_FORMAT",
            })
    void datesAreReadByTheFormatsOfARule(String format, String sql, String result) {
        assertThat(convert(new Conversion(PgType.TIMESTAMP, List.of(format), Map.of(), 0, null), sql))
                .isEqualTo(result);
    }
}
