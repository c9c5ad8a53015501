package io.longhaul.activities.backfill;

import io.longhaul.activities.live.AddCheck;
import io.longhaul.activities.live.AddColumn;
import io.longhaul.activities.live.BuildIndex;
import io.longhaul.activities.live.FillNewRows;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Operation;
import io.longhaul.activities.live.SetDefault;
import io.longhaul.activities.live.SetNotNull;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.backfill.BackfillSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What a spec comes to for a table as it is now. */
record Plan(BackfillSpec spec, LiveTable table, Optional<Filling> filling) {

    static Plan read(Transaction transaction, BackfillSpec spec) throws SQLException {
        LiveTable table = LiveTable.read(transaction, spec.table());
        return new Plan(spec, table, Filling.of(spec, table));
    }

    Optional<AddColumn> adding() {
        return filling.flatMap(Filling::adding);
    }

    Optional<SetDefault> defaulting() {
        return filling.flatMap(Filling::defaulting);
    }

    Optional<FillNewRows> covering() {
        return filling.flatMap(Filling::covering);
    }

    Optional<SetNotNull> requiring() {
        return filling.flatMap(Filling::requiring);
    }

    Optional<AddCheck> checking() {
        return filling.flatMap(fill -> fill.checking(table));
    }

    Operation index(int number) {
        return new BuildIndex(spec.indexes().get(number));
    }

    Operation step(int number) {
        return Operation.of(spec.steps().get(number));
    }

    /** All that is there when everything is done, in the order in which it is made. */
    List<Operation> lasting() {
        List<Operation> operations = new ArrayList<>();
        adding().ifPresent(operations::add);
        defaulting().ifPresent(operations::add);
        checking().ifPresent(operations::add);
        requiring().ifPresent(operations::add);
        spec.indexes().forEach(index -> operations.add(new BuildIndex(index)));
        spec.steps().forEach(step -> operations.add(Operation.of(step)));
        return operations;
    }

    /** Two runs with one digest fill rows with the same. */
    String digest() {
        String what = spec.table()
                + '\n'
                + Filling.asked(spec)
                        .map(fill -> fill.column() + '\n' + fill.value() + '\n' + fill.where())
                        .orElse("");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
