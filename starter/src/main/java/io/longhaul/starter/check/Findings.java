package io.longhaul.starter.check;

import io.grpc.StatusRuntimeException;
import io.longhaul.activities.MigrationException;
import io.longhaul.starter.services.Namespace;
import io.longhaul.worker.settings.TemporalSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs checks one after the other; those after one that failed are left out, as they would fail for its reason. */
public final class Findings {

    private final Consumer<Finding> onFound;
    private final List<Finding> all = new ArrayList<>();
    private final @Nullable TemporalSettings temporal;
    private boolean failed;

    /** @param onFound gets each as soon as it is found */
    Findings(Consumer<Finding> onFound, @Nullable TemporalSettings temporal) {
        this.onFound = onFound;
        this.temporal = temporal;
    }

    /** A new service: what failed before has nothing to do with it. */
    public void next() {
        failed = false;
    }

    public void check(String what, Supplier<Finding> check) {
        if (failed) {
            return;
        }
        Finding finding;
        try {
            finding = check.get();
        } catch (MigrationException e) {
            finding = Finding.ofMessage(what, String.valueOf(e.getMessage()));
        } catch (StatusRuntimeException e) {
            finding = temporal == null
                    ? Finding.bad(what, "no answer", "See the log")
                    : Finding.ofMessage(what, Namespace.problem(temporal, e));
        }
        failed = !finding.ok();
        all.add(finding);
        onFound.accept(finding);
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
