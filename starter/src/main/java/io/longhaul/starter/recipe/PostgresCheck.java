package io.longhaul.starter.recipe;

import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.services.Services;
import java.util.function.BiFunction;

/** The PostgreSQL of the target: reachable, and what a recipe thinks of it. */
final class PostgresCheck {

    static final String NAME = "PostgreSQL";

    private PostgresCheck() {}

    /** @param judge is given what it answered, and what was found in words */
    static void run(Services services, Findings findings, BiFunction<TargetServer.Answer, String, Finding> judge) {
        findings.check(NAME, () -> {
            TargetServer.Answer answer = services.target().ask();
            return judge.apply(
                    answer, services.settings().target().describe() + " reachable, version " + answer.version());
        });
    }
}
