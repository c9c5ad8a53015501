package io.longhaul.activities.backups;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What is in a table, in any order. Two tables of the same rows have the same, and so have a table and its parts together.
 *
 * @param checksum see {@link Checksum}
 */
public record Content(long rows, BigInteger checksum) {

    public static final Content NONE = new Content(0, BigInteger.ZERO);

    /** Reads what {@link Checksum#aggregates} selected, from this column of the row on. */
    public static Content read(ResultSet row, int column) throws SQLException {
        return new Content(row.getLong(column), row.getBigDecimal(column + 1).toBigIntegerExact());
    }

    public Content plus(Content other) {
        return new Content(rows + other.rows, checksum.add(other.checksum));
    }
}
