package io.longhaul.starter.check;

import io.longhaul.starter.services.Services;
import java.util.List;
import java.util.function.Consumer;

/** {@code check}: every service that a migration needs, one after the other. */
public final class Check {

    private final Services services;
    private final Consumer<Findings> recipe;

    /** @param recipe looks at source and target */
    public Check(Services services, Consumer<Findings> recipe) {
        this.services = services;
        this.recipe = recipe;
    }

    /** @param onFound gets each finding as soon as it is there */
    public List<Finding> run(Consumer<Finding> onFound) {
        Findings findings = new Findings(onFound, services.settings().temporal());
        recipe.accept(findings);
        findings.next();
        new LedgerCheck(services).run(findings);
        findings.next();
        new TemporalCheck(services).run(findings);
        return findings.all();
    }
}
