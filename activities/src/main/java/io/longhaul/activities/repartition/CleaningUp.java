package io.longhaul.activities.repartition;

import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.backups.Cleaned;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Drops backups whose time is over; what is kept all the same is told, and fails nothing. */
record CleaningUp(Backups backups) implements Returning {

    CleaningUp(TargetDatabase target) {
        this(new Backups(target));
    }

    @Override
    public void look(Watch watch) {
        var unused = backups.all();
    }

    @Override
    public void carryOut(Consumer<@Nullable String> note, Watch watch) {
        backups.cleanUp(false, cleaned -> note.accept(said(cleaned)), watch);
        note.accept(null);
    }

    private static String said(Cleaned cleaned) {
        return cleaned.dropped()
                ? "dropped backup " + cleaned.backup()
                : "kept backup " + cleaned.backup() + ", as " + cleaned.refusal();
    }

    /** Looks at those that are still there after their time, and why. */
    @Override
    public Verification verify(Watch watch) {
        List<String> kept = new ArrayList<>();
        backups.cleanUp(
                true,
                cleaned -> {
                    // One whose time was over just now is for the next time.
                    if (!cleaned.dropped()) {
                        kept.add(said(cleaned));
                    }
                },
                watch);
        return new Verification(
                List.of(new Check(
                        "expired backups are dropped, or kept with a reason", kept.size(), kept.size(), false)),
                kept.stream().limit(10).toList());
    }
}
