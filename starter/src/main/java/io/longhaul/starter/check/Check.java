package io.longhaul.starter.check;

import io.longhaul.starter.services.Services;
import java.util.List;
import java.util.function.Consumer;

/** {@code check}: every service that a migration needs, one after the other. */
public final class Check {

    private final Services services;

    public Check(Services services) {
        this.services = services;
    }

    /** @param onFound gets each finding as soon as it is there */
    public List<Finding> run(Consumer<Finding> onFound) {
        Findings findings = new Findings(onFound, services.settings().temporal());
        new SourceCheck(services).run(findings);
        findings.next();
        new LedgerCheck(services).run(findings);
        findings.next();
        new SinkCheck(services).run(findings);
        findings.next();
        new EmbeddingsCheck(services).run(findings);
        findings.next();
        new TemporalCheck(services).run(findings);
        return findings.all();
    }
}
