package io.longhaul.starter.readiness;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.readiness.Verdict.Fail;
import io.longhaul.starter.readiness.Verdict.NotTried;
import io.longhaul.starter.readiness.Verdict.Pass;
import io.longhaul.starter.readiness.Verdict.Sign;
import io.longhaul.starter.report.Texts;
import java.time.Instant;
import java.util.List;

/**
 * The checklist of a migration.
 *
 * @param testRun by which it was migrated
 * @param made when it was decided
 */
public record Checklist(
        String name, String job, int testRun, String source, String target, Instant made, List<Point> points) {

    public Checklist {
        points = List.copyOf(points);
    }

    long number(Class<? extends Verdict> kind) {
        return points.stream().filter(point -> kind.isInstance(point.verdict())).count();
    }

    public ExitCode exit() {
        if (number(Fail.class) > 0) {
            return ExitCode.FAILED;
        }
        return number(NotTried.class) > 0 ? ExitCode.INCOMPLETE : ExitCode.OK;
    }

    /** All of it in a sentence. */
    String summary() {
        return "%s: %s passed, %s failed, %s not tried, %s for a person to sign."
                .formatted(
                        Texts.count(points.size(), "point", "points"),
                        Texts.count(number(Pass.class)),
                        Texts.count(number(Fail.class)),
                        Texts.count(number(NotTried.class)),
                        Texts.count(number(Sign.class)));
    }
}
