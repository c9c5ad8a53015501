package io.longhaul.embedded.load;

/**
 * A table that an application writes to, and its statements.
 *
 * @param name as in SQL
 * @param insert a row, with the parameters key and version
 * @param update a row, with the parameters version and key
 * @param delete a row, with the parameter key
 * @param select a row's version, with the parameter key
 * @param all every row's key and version
 * @param firstKey that is free, with all after it; what the application inserts begins here
 * @param rows that are there before, with the keys from 1 on; the application reads and updates them, too
 */
public record LoadTable(
        String name,
        String insert,
        String update,
        String delete,
        String select,
        String all,
        long firstKey,
        long rows) {}
