package io.longhaul.activities.sqlite;

/**
 * The row that a reading stands on, column by column as SQLite stores it. It is valid until the reading goes on. Columns
 * count from 0.
 */
public interface SqliteRow {

    /** SQLite's storage classes, by the numbers of its own interface. */
    int INTEGER = 1;

    int REAL = 2;
    int TEXT = 3;
    int BLOB = 4;
    int NULL = 5;

    int columns();

    /** One of the storage classes. */
    int type(int column);

    /** Of an INTEGER. */
    long integer(int column);

    /** Of a REAL. */
    double real(int column);

    /** Of a TEXT, in UTF-8 and as it is, so perhaps invalid; of a BLOB. Not to be changed. */
    byte[] bytes(int column);
}
