package io.longhaul.starter.testrun;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.ledger.FoundIssue;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Verification;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final Instant BEGUN = Instant.parse("2026-03-01T10:20:30Z");

    private static FoundIssue issue(String column, boolean open, @Nullable String rule) {
        String proposal = open ? "- {table: users, column: " + column + ", rule: nullify}" : null;
        return new FoundIssue(
                "Data quality",
                "impossible date",
                "users",
                column,
                null,
                3,
                List.of("7"),
                "HIGH",
                "…",
                open,
                proposal,
                rule);
    }

    private static TestRun run(int number, boolean passed, FoundIssue... issues) {
        return new TestRun(
                "app", number, null, "d", "{}", 4, 1_000, passed, BEGUN, BEGUN.plusSeconds(30), List.of(issues));
    }

    private static JobView completed(Verification verification) {
        return new JobView(
                new JobId(new UUID(0, 1)),
                "app",
                "relational",
                "app.db",
                "target/app",
                "",
                JobStatus.COMPLETED,
                "done",
                null,
                null,
                50_000,
                0,
                new JobTotals(
                        new JobTotals.Batches(4, 4, 0, 0, 0),
                        new JobTotals.Records(1_000, 997, 0, 3),
                        JobTotals.NONE.embeddings()),
                verification,
                BEGUN,
                BEGUN,
                BEGUN.plusSeconds(90));
    }

    @Test
    void eachRunIsToldBesideTheOneBeforeIt() {
        Verification verification = new Verification(List.of(new Check("rows", 997, 0, true)), List.of());
        List<String> text = new History(ZoneOffset.UTC)
                .text(List.of(
                        new History.Entry(run(1, false, issue("born", true, null), issue("died", true, null)), null, 0),
                        new History.Entry(
                                run(
                                        2,
                                        true,
                                        issue("born", false, "- {table: users, column: born, rule: nullify}"),
                                        issue("wed", true, null)),
                                completed(verification),
                                3)));

        assertThat(String.join("\n", text)).isEqualTo("""
                Date: 2026-03-01 10:20
                Test Run #: 1
                Previous Issues: 0 resolved, 0 remaining
                New Issues Found: 2

                Results:
                - Tables Migrated: 0/4 (0%)
                - Records Migrated: 0 total
                - Validation Status: not run
                - Test Duration: 0.5 minutes

                Issues Resolved This Run:
                none

                New Issues Found:
                1. [Data quality] users.born: impossible date, 3 rows - Priority: HIGH
                2. [Data quality] users.died: impossible date, 3 rows - Priority: HIGH

                Next Actions:
                - [ ] Decide on [Data quality] users.born: impossible date, 3 rows, for instance by \
                - {table: users, column: born, rule: nullify}
                - [ ] Decide on [Data quality] users.died: impossible date, 3 rows, for instance by \
                - {table: users, column: died, rule: nullify}

                Date: 2026-03-01 10:20
                Test Run #: 2
                Previous Issues: 2 resolved, 0 remaining
                New Issues Found: 1

                Results:
                - Tables Migrated: 4/4 (100%)
                - Records Migrated: 997 total
                - Validation Status: PASS
                - Test Duration: 1.5 minutes

                Issues Resolved This Run:
                1. [Data quality] users.born: impossible date, 3 rows - Fix applied: \
                - {table: users, column: born, rule: nullify}
                2. [Data quality] users.died: impossible date, 3 rows - Fix applied: \
                by a rule for its type or values, or in the source

                New Issues Found:
                1. [Data quality] users.wed: impossible date, 3 rows - Priority: HIGH

                Next Actions:
                - [ ] Decide on [Data quality] users.wed: impossible date, 3 rows, for instance by \
                - {table: users, column: wed, rule: nullify}""");
    }

    @Test
    void aDiscoveryTellsAllIssuesAndGathersRulesToPaste() {
        List<String> text = IssueList.text(run(
                1,
                false,
                issue("born", true, null),
                issue("died", false, "- {table: users, column: died, rule: drop}")));

        assertThat(text)
                .containsExactly(
                        "Test run 1 of app: 1,000 rows in 4 tables read, 2 issues, 1 without a rule",
                        "",
                        "Data quality",
                        "  HIGH users.born: impossible date, 3 rows",
                        "       …",
                        "       such as 7",
                        "  HIGH users.died: impossible date, 3 rows",
                        "       …",
                        "       such as 7",
                        "       rule: - {table: users, column: died, rule: drop}",
                        "",
                        "Rules for what has none, to be looked at and pasted below relational: rules: in the spec:",
                        "",
                        "    - {table: users, column: born, rule: nullify}");
    }
}
