package io.longhaul.activities.backfill;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.AddCheck;
import io.longhaul.activities.live.AddColumn;
import io.longhaul.activities.live.ChangeType;
import io.longhaul.activities.live.FillNewRows;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.SetDefault;
import io.longhaul.activities.live.SetNotNull;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.backfill.BackfillSpec.Trigger;
import io.longhaul.workflows.live.Step;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column and what it is filled with, in SQL.
 *
 * @param column as it is called while it is filled
 * @param type null where the column is there already
 * @param defaultValue of new rows
 * @param check a condition on it
 * @param value over a row
 * @param where which rows are to have it
 * @param keepsStep whether rows that are updated get their value anew
 * @param keepTrigger whether the trigger stays when all is done
 */
record Filling(
        String column,
        @Nullable String type,
        @Nullable String defaultValue,
        boolean notNull,
        @Nullable String check,
        String value,
        String where,
        boolean keepsStep,
        boolean keepTrigger) {

    /** Empty where there is nothing to fill: only indexes and steps, or a type that is changed already. */
    static Optional<Filling> of(BackfillSpec spec, LiveTable table) {
        return asked(spec).filter(filling -> spec.changedType()
                .filter(change -> ChangeType.isSwapped(table, change.column()))
                .isEmpty());
    }

    /** What the spec alone says, however far it is done. */
    static Optional<Filling> asked(BackfillSpec spec) {
        BackfillSpec.Fill fill = spec.column();
        if (fill != null) {
            return Optional.of(new Filling(
                    fill.name(),
                    fill.type(),
                    fill.defaultValue(),
                    fill.notNull(),
                    fill.check(),
                    fill.value(),
                    fill.where() == null ? quoted(fill.name()) + " IS NULL" : fill.where(),
                    false,
                    fill.trigger() == Trigger.KEEP));
        }
        return spec.changedType().map(Filling::of);
    }

    /** What a type that is changed already was changed from; empty where an expression made it of columns as they were. */
    static Optional<Filling> ofSwapped(BackfillSpec spec, LiveTable table) {
        return spec.changedType()
                .filter(change -> change.using() == null && ChangeType.isSwapped(table, change.column()))
                .map(change -> new Filling(
                        change.column(),
                        null,
                        null,
                        false,
                        null,
                        "CAST(" + quoted(ChangeType.old(change.column())) + " AS " + change.type() + ")",
                        "false",
                        true,
                        false));
    }

    private static Filling of(Step.ChangeType change) {
        String shadow = ChangeType.shadow(change.column());
        // As the column will have it: else a value that is rounded on its way would differ from itself for ever.
        String using = change.using() == null ? quoted(change.column()) : "(" + change.using() + ")";
        String value = "CAST(" + using + " AS " + change.type() + ")";
        return new Filling(
                shadow,
                change.type(),
                null,
                false,
                null,
                value,
                quoted(shadow) + " IS DISTINCT FROM (" + value + ")",
                true,
                false);
    }

    /** The rows that are still to be filled; one that the expression has no value for is none of them. */
    String lacks() {
        return "(" + where + ") AND (" + value + ") IS NOT NULL";
    }

    /** The same without asking for the value, as it fails for some row. */
    String lacksAny() {
        return keepsStep ? quoted(column) + " IS NULL" : "(" + where + ")";
    }

    /** The table's rows with the column, be it there or not, under the table's bare name. */
    String rows(LiveTable table) {
        return table.column(column).isPresent() || type == null
                ? table.aliased()
                : "(SELECT *, CAST(NULL AS " + type + ") AS " + quoted(column) + " FROM " + table.quotedName() + ") AS "
                        + quoted(table.name());
    }

    /** Empty where the column was there before. */
    Optional<AddColumn> adding() {
        return type == null ? Optional.empty() : Optional.of(new AddColumn(column, type, null));
    }

    /** Of its own, so that PostgreSQL need not write it into rows that are there. */
    Optional<SetDefault> defaulting() {
        return defaultValue == null ? Optional.empty() : Optional.of(new SetDefault(column, defaultValue));
    }

    /**
     * Whether new rows must be given their value even where no row lacks it now: as rows come, and as they are updated, or as the
     * column is to be NOT NULL.
     */
    boolean coversAlways(LiveTable table) {
        boolean open = notNull
                && table.column(column).filter(LiveTable.Column::notNull).isEmpty();
        return keepTrigger || keepsStep || open;
    }

    /** Empty where new rows have a default. */
    Optional<FillNewRows> covering() {
        return defaultValue != null
                ? Optional.empty()
                : Optional.of(new FillNewRows(column, value, keepsStep ? "true" : lacks(), keepsStep));
    }

    Optional<SetNotNull> requiring() {
        return notNull ? Optional.of(new SetNotNull(column)) : Optional.empty();
    }

    Optional<AddCheck> checking(LiveTable table) {
        return check == null
                ? Optional.empty()
                : Optional.of(new AddCheck(PgNames.fitting(table.name() + "_" + column + "_check"), check));
    }
}
