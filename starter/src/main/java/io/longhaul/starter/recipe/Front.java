package io.longhaul.starter.recipe;

import io.longhaul.starter.Refusal;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.BackfillSettings;
import io.longhaul.worker.settings.EmbedSettings;
import io.longhaul.worker.settings.RecipeSettings;
import io.longhaul.worker.settings.RelationalSettings;
import io.longhaul.worker.settings.RepartitionSettings;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.VectorsSettings;
import io.longhaul.workflows.engine.JobId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One recipe, as the command line sees it. But for {@link #reset} it changes nothing, neither in the source nor in the
 * target. */
public interface Front {

    /** That of the recipe which is set. */
    static Front of(Settings settings) {
        RecipeSettings recipe = settings.recipe();
        if (recipe instanceof EmbedSettings embed) {
            return new EmbedFront(embed);
        }
        if (recipe instanceof BackfillSettings backfill) {
            return new BackfillFront(backfill);
        }
        if (recipe instanceof RelationalSettings relational) {
            return new RelationalFront(relational);
        }
        if (recipe instanceof RepartitionSettings repartition) {
            return new RepartitionFront(repartition);
        }
        if (recipe instanceof VectorsSettings vectors) {
            return new VectorsFront(vectors);
        }
        throw new IllegalStateException("the command line knows no recipe " + recipe.recipe());
    }

    /** Whether a migration can begin: looks at source and target, as far as they are named or run. */
    void look(Services services, Preflight preflight);

    /** Looks at what it costs something to ask, so once, before anything was paid. */
    default void lookOnce(Services services, Preflight preflight) {}

    /** The services that {@link #plan} reads. */
    Set<Backend> planned();

    /** What a migration would take. */
    Plan plan(Services services);

    /** Looks at source and target, for people. */
    void check(Services services, Findings findings);

    /**
     * Removes what the migration of the settings' name made in the target, and only that.
     *
     * @return what was removed
     */
    default List<String> reset(Services services) {
        throw Refusal.usage("reset of a target is not for the recipe "
                + services.settings().recipe().recipe().word() + ": delete what it made by the target's own means");
    }

    /** Something that goes on beside a run, and ends with it. */
    interface Company extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * What is to go on beside a run, as a sample's own application.
     *
     * @param notices gets a line for what is worth telling
     */
    default Company beside(Services services, Consumer<String> notices) {
        return () -> {};
    }

    /** What to show after a run that failed, beside its summary; nothing where the summary says it all. */
    default List<String> afterFailure(Services services, JobId job) {
        return List.of();
    }
}
