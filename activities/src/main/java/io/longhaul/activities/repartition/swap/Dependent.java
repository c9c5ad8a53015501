package io.longhaul.activities.repartition.swap;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.List;

/**
 * A kind of things that hang on a table by its oid, and are to hang on the one that takes its name. What the live table has at
 * the moment of the swap is moved: nothing is remembered from before. The same code leads forward and back.
 */
sealed interface Dependent permits Belongings, ForeignKeys, IndexNames, Sequences, Triggers, Views {

    /**
     * What is to be done in the swap.
     *
     * @param before what concerns the table beside alone, and keeps nobody waiting
     * @param off while the tables have their names of before
     * @param on when they have exchanged them
     */
    record Moves(List<String> before, List<String> off, List<String> on) {
        public Moves {
            before = List.copyOf(before);
            off = List.copyOf(off);
            on = List.copyOf(on);
        }
    }

    /** What can't be moved with certainty, each with its way out. */
    List<String> problems(Transaction transaction, LiveTable table, Layout layout) throws SQLException;

    /** To be asked with an empty search path, so that names are whole. */
    Moves moves(Transaction transaction, TablePair pair) throws SQLException;

    /** Other relations that it changes, as in SQL; locked with the table. */
    default List<String> locks(Transaction transaction, TablePair pair) throws SQLException {
        return List.of();
    }
}
