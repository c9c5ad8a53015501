package io.longhaul.activities.mysql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/** A key column's value as text, and back: bound again it finds exactly its row. A key is never NULL. */
enum KeyCodec {
    SIGNED {
        @Override
        String read(ResultSet row, int index) throws SQLException {
            return Long.toString(row.getLong(index));
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            statement.setLong(index, Long.parseLong(text));
        }
    },
    UNSIGNED {
        @Override
        String read(ResultSet row, int index) throws SQLException {
            return new BigInteger(row.getString(index)).toString();
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            statement.setBigDecimal(index, new BigDecimal(new BigInteger(text)));
        }
    },
    DECIMAL {
        @Override
        String read(ResultSet row, int index) throws SQLException {
            return row.getBigDecimal(index).toPlainString();
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            statement.setBigDecimal(index, new BigDecimal(text));
        }
    },
    DOUBLE {
        @Override
        String read(ResultSet row, int index) throws SQLException {
            return Double.toString(row.getDouble(index));
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            statement.setDouble(index, Double.parseDouble(text));
        }
    },
    TEXT {
        @Override
        String read(ResultSet row, int index) throws SQLException {
            return row.getString(index);
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            statement.setString(index, text);
        }
    },
    /** {@code 0x} and hexadecimal digits. */
    BYTES {
        @Override
        String read(ResultSet row, int index) throws SQLException {
            return "0x" + HexFormat.of().formatHex(row.getBytes(index));
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            if (!text.startsWith("0x")) {
                throw new IllegalArgumentException("no hexadecimal key");
            }
            statement.setBytes(index, HexFormat.of().parseHex(text, 2, text.length()));
        }
    };

    abstract String read(ResultSet row, int index) throws SQLException;

    /** @throws IllegalArgumentException where the text is of no such value */
    abstract void bind(PreparedStatement statement, int index, String text) throws SQLException;
}
