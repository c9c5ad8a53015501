package io.longhaul.worker.settings;

import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.Layout;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A live table of PostgreSQL that takes another layout.
 *
 * @param sample the name of the sample table that it is; null for a table of the user's own
 */
public record RepartitionSettings(
        RepartitionSpec spec, @Nullable String sample) implements RecipeSettings {

    @Override
    public KnownRecipe recipe() {
        return KnownRecipe.REPARTITION;
    }

    @Override
    public Set<Backend> services() {
        return EnumSet.of(Backend.TARGET);
    }

    @Override
    public int transactions() {
        return RepartitionSpec.TRANSACTIONS;
    }

    @Override
    public String defaultName() {
        return RecipeSettings.nameOf(spec.table() + "-" + words());
    }

    /** Where it leads to, in a few words. */
    private String words() {
        if (spec.aim() instanceof Aim.Forward forward) {
            return words(forward.layout());
        }
        if (spec.aim() instanceof Aim.Back) {
            return "back as it was";
        }
        if (spec.aim() instanceof Aim.Finalize) {
            return "for good";
        }
        return spec.aim() instanceof Aim.Restore restore ? "restored from " + restore.backup() : "backups cleaned up";
    }

    private static String words(Layout layout) {
        if (layout instanceof Layout.ByList list) {
            return "by list of " + list.of();
        }
        if (layout instanceof Layout.ByRange range) {
            return "by month of " + range.of();
        }
        return layout instanceof Layout.ByHash hash ? "by hash of " + hash.of() : "without partitions";
    }

    @Override
    public String sourceIdentity(Settings all) {
        return spec.table();
    }

    @Override
    public String sinkIdentity(Settings all) {
        return all.targetIdentity() + ", " + spec.table() + " " + words();
    }

    @Override
    public boolean copiesOnce() {
        return false;
    }

    @Override
    public String brief() {
        return "makes " + spec.table() + " " + words();
    }

    @Override
    public Map<Setting, @Nullable Object> shown(Settings all) {
        Map<Setting, @Nullable Object> shown = new EnumMap<>(Setting.class);
        shown.put(Setting.REPARTITION_TABLE, spec.table());
        if (spec.aim() instanceof Aim.Forward forward) {
            shown(forward.layout(), shown);
            shown.put(Setting.REPARTITION_WIDEN, String.join(", ", forward.widen()));
            shown.put(Setting.REPARTITION_RETENTION, forward.retentionDays());
        }
        return shown;
    }

    private static void shown(Layout layout, Map<Setting, @Nullable Object> shown) {
        if (layout instanceof Layout.ByList list) {
            shown.put(Setting.REPARTITION_BY, "list");
            shown.put(Setting.REPARTITION_OF, list.of());
            shown.put(Setting.REPARTITION_KEY, list.key());
            shown.put(Setting.REPARTITION_PARTITIONS, list.partitions());
            shown.put(Setting.REPARTITION_VALUE, list.value());
        } else if (layout instanceof Layout.ByRange range) {
            shown.put(Setting.REPARTITION_BY, "range");
            shown.put(Setting.REPARTITION_OF, range.of());
            shown.put(Setting.REPARTITION_EVERY, "month");
            shown.put(Setting.REPARTITION_AHEAD, range.ahead());
        } else if (layout instanceof Layout.ByHash hash) {
            shown.put(Setting.REPARTITION_BY, "hash");
            shown.put(Setting.REPARTITION_OF, hash.of());
            shown.put(Setting.REPARTITION_PARTITIONS, hash.partitions());
        } else if (layout instanceof Layout.Plain plain) {
            shown.put(Setting.REPARTITION_BY, "none");
            shown.put(Setting.REPARTITION_DROP, plain.drop());
        }
    }
}
