package io.longhaul.starter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTest {

    @Test
    void afterAFailureTheRestOfTheServiceIsLeftOutAndTheNextServiceIsNot() {
        List<String> lines = new ArrayList<>();
        Findings findings = new Findings(finding -> lines.add(finding.line()), null);
        findings.check("MySQL", () -> {
            throw new MigrationException(FailureKind.UNAVAILABLE, "db:3306 can't be reached: check MYSQL_HOST");
        });
        findings.check("MySQL rows", () -> Finding.good("MySQL rows", "never asked"));
        findings.next();
        findings.check("Ledger", () -> Finding.good("Ledger", "reachable"));
        assertThat(lines)
                .containsExactly(
                        "✗ MySQL            db:3306 can't be reached. Check MYSQL_HOST",
                        "✓ Ledger           reachable");
        assertThat(findings.all()).extracting(Finding::ok).containsExactly(false, true);
    }
}
