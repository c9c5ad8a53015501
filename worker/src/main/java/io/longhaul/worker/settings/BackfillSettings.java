package io.longhaul.worker.settings;

import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.live.Step;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A live table of PostgreSQL that is changed where it is.
 *
 * @param sample the name of the sample table that it is; null for a table of the user's own
 */
public record BackfillSettings(BackfillSpec spec, @Nullable String sample) implements RecipeSettings {

    @Override
    public KnownRecipe recipe() {
        return KnownRecipe.BACKFILL;
    }

    @Override
    public Set<Backend> services() {
        return EnumSet.of(Backend.TARGET);
    }

    @Override
    public int transactions() {
        return BackfillSpec.TRANSACTIONS;
    }

    @Override
    public String defaultName() {
        return RecipeSettings.nameOf(spec.table() + "-" + column());
    }

    /** What is filled, or where nothing is what is done. */
    private String column() {
        return spec.column() != null
                ? spec.column().name()
                : spec.changedType().map(Step.ChangeType::column).orElse("changes");
    }

    @Override
    public String sourceIdentity(Settings all) {
        return spec.table();
    }

    @Override
    public String sinkIdentity(Settings all) {
        return all.targetIdentity() + ", " + spec.table() + "." + column();
    }

    @Override
    public boolean copiesOnce() {
        return false;
    }

    @Override
    public String brief() {
        return "fills " + spec.table() + "." + column();
    }

    @Override
    public Map<Setting, @Nullable Object> shown(Settings all) {
        Map<Setting, @Nullable Object> shown = new EnumMap<>(Setting.class);
        shown.put(Setting.BACKFILL_TABLE, spec.table());
        BackfillSpec.Fill fill = spec.column();
        if (fill != null) {
            shown.put(Setting.BACKFILL_COLUMN_NAME, fill.name());
            shown.put(Setting.BACKFILL_COLUMN_TYPE, fill.type());
            shown.put(Setting.BACKFILL_COLUMN_DEFAULT, fill.defaultValue());
            shown.put(Setting.BACKFILL_COLUMN_NOT_NULL, fill.notNull());
            shown.put(Setting.BACKFILL_VALUE, fill.value());
            shown.put(Setting.BACKFILL_WHERE, fill.where());
        }
        shown.put(Setting.BACKFILL_PAUSE, spec.pause());
        return shown;
    }
}
