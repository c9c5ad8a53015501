package io.longhaul.bench.drill;

import io.longhaul.embedded.embeddings.Fault;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Whatever an embeddings API may do instead of answering. */
final class EmbeddingDrills {

    private static final String POISON = "<poison>";
    private static final int REQUESTS = 3;

    private EmbeddingDrills() {}

    static List<Drill<Trial>> all() {
        return List.of(
                unpaid("rate-limit", "429 without Retry-After", Fault::rateLimited),
                unpaid("retry-after", "429 with Retry-After: 2", () -> Fault.rateLimited(Duration.ofSeconds(2))),
                new Drill<>("server-errors", "30 % of requests answered 500", EmbeddingDrills::serverErrors),
                new Drill<>("hang", "requests that are never answered", EmbeddingDrills::hang),
                paid("reset", "connection reset half way through the answer", Fault::connectionReset),
                paid("malformed", "malformed JSON", Fault::malformedJson),
                paid("wrong-count", "a vector too few", Fault::wrongCount),
                paid("not-a-number", "NaN in a vector", Fault::notANumber),
                new Drill<>("wrong-dimensions", "vectors of other dimensions: pauses, resumed", trial -> {
                    trial.mayPayAgain(Trial.IN_FLIGHT * Trial.BATCH);
                    pauseAndResume(trial, Fault.wrongDimensions());
                }),
                new Drill<>(
                        "unauthorized",
                        "401 in the middle: pauses, resumed",
                        trial -> pauseAndResume(trial, Fault.unauthorized())),
                new Drill<>(
                        "poison", "400 for one text in a hundred, which alone is to fail", EmbeddingDrills::poison));
    }

    /** Three requests in a row fail, and nothing is paid for them. */
    private static Drill<Trial> unpaid(String name, String title, Supplier<Fault> fault) {
        return new Drill<>(name, title, trial -> failSome(trial, fault.get()));
    }

    /** Three requests in a row fail that the API has charged all the same. */
    private static Drill<Trial> paid(String name, String title, Supplier<Fault> fault) {
        return new Drill<>(name, title, trial -> {
            trial.mayPayAgain(REQUESTS * Trial.BATCH);
            failSome(trial, fault.get());
        });
    }

    private static void begin(Trial trial) throws Exception {
        trial.fleet().staff(2);
        trial.pace(Duration.ofSeconds(trial.size().times(15, 3)));
        trial.migration().start();
    }

    private static void failSome(Trial trial, Fault fault) throws Exception {
        begin(trial);
        trial.injure(trial.size().times(5, 1), () -> trial.embeddings().next(fault, REQUESTS));
    }

    private static void serverErrors(Trial trial) throws Exception {
        begin(trial);
        trial.embeddings().withProbability(trial.random().nextLong(), 0.3, Fault.serverError());
        trial.migration().awaitEnd(Duration.ofMinutes(4));
        long answered = trial.ledger().number("""
                        select count(*) from embedding_request e join ingestion_job j on j.id = e.job_id
                        where j.name = ?""", trial.migration().name());
        // The starter asks once before it begins.
        trial.count((int) Math.max(0, trial.embeddings().requests() - 1 - answered));
    }

    /** The whole form waits until the client itself has given up, after a minute, and asked again. */
    private static void hang(Trial trial) throws Exception {
        trial.mayPayAgain(Trial.IN_FLIGHT * Trial.BATCH);
        begin(trial);
        trial.injure(trial.size().times(3, 1), () -> {
            trial.embeddings().always(Fault.hang());
            Thread.sleep(trial.size().times(65_000, 3_000));
            trial.embeddings().heal().release();
        });
    }

    private static void pauseAndResume(Trial trial, Fault fault) throws Exception {
        begin(trial);
        trial.injure(trial.size().times(3, 1), () -> {
            trial.embeddings().always(fault);
            String status = trial.migration().await(Set.of("paused", "failed", "completed"), Duration.ofMinutes(1));
            trial.embeddings().heal();
            if (!status.equals("paused")) {
                trial.complain("it is " + status + " and not paused");
            } else {
                // A batch that was refused before and says so after the resume would pause it again.
                trial.migration().awaitNothingInFlight(Duration.ofMinutes(1));
                trial.command("resume", trial.migration().name());
            }
        });
    }

    private static void poison(Trial trial) throws Exception {
        trial.table()
                .execute("UPDATE " + trial.table().name() + " SET parse_content = concat(parse_content, ' " + POISON
                        + "') WHERE id % 100 = 7 AND trim(parse_content) <> ''");
        Set<Long> refused = new HashSet<>();
        trial.table().texts().forEach((id, text) -> {
            if (text.endsWith(POISON)) {
                refused.add(id);
            }
        });
        trial.expectRefused(refused);
        trial.embeddings().poison(POISON);
        trial.count(refused.size());
        begin(trial);
    }
}
