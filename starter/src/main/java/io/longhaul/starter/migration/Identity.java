package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.report.Texts;
import io.longhaul.worker.settings.Settings;
import io.longhaul.workflows.engine.JobRequest;

/** What makes two runs the same job: the source, the target and the model, by their names. */
final class Identity {

    private Identity() {}

    /** For people. */
    static String of(Settings settings) {
        return Texts.moved(
                settings.sourceIdentity(),
                settings.sinkIdentity(),
                settings.recipe().modelIdentity());
    }

    static JobRequest request(Settings settings) {
        return new JobRequest(
                settings.name(),
                settings.recipe().recipe().word(),
                settings.sourceIdentity(),
                settings.sinkIdentity(),
                settings.recipe().modelIdentity(),
                settings.tuning().batchSize() * settings.recipe().transactions(),
                settings.limit(),
                settings.recipe().updatedColumn(),
                settings.shown());
    }

    /** Refuses to go on with a job that moves something else than the settings say. */
    static void requireSame(JobView job, JobRequest wanted) {
        if (!job.moves(wanted)) {
            throw conflict(job, wanted);
        }
    }

    static Refusal conflict(JobView job, JobRequest wanted) {
        if (!job.recipe().equals(wanted.recipe())) {
            return Refusal.usage("migration " + job.name() + " is one of the recipe " + job.recipe()
                    + ", and the settings are those of " + wanted.recipe()
                    + ": give its spec with --spec, or another --name");
        }
        return Refusal.usage("""
                Job %s of the name %s moves something else:
                  it moves  %s
                  asked for %s
                Give another --name, or --fresh to begin a new job; the old one's ledger is kept.""".formatted(
                        job.id(),
                        job.name(),
                        Texts.moved(job.source(), job.sink(), job.model()),
                        Texts.moved(wanted.source(), wanted.sink(), wanted.model())));
    }
}
