package io.longhaul.worker.settings;

import io.longhaul.workflows.relational.RelationalSpec;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SQLite database into a schema of PostgreSQL.
 *
 * @param spec for the workflow; its file is an absolute path
 * @param sample the name of the sample database that the file is; null for a file of the user's own
 */
public record RelationalSettings(
        RelationalSpec spec, @Nullable String sample) implements RecipeSettings {

    @Override
    public KnownRecipe recipe() {
        return KnownRecipe.RELATIONAL;
    }

    @Override
    public Set<Backend> services() {
        return EnumSet.of(Backend.TARGET);
    }

    /** The SQLite database. */
    public Path file() {
        return Path.of(spec.file());
    }

    /** Whether a table of the file is to be moved. */
    public boolean takes(String table) {
        return spec.tables().isEmpty() || spec.tables().stream().anyMatch(table::equalsIgnoreCase);
    }

    @Override
    public String defaultName() {
        return RelationalReading.identifier(spec.schema());
    }

    @Override
    public String sourceIdentity(Settings all) {
        return sample == null ? spec.file() : "sample " + sample;
    }

    @Override
    public String sinkIdentity(Settings all) {
        return all.targetIdentity() + "." + spec.schema();
    }

    @Override
    public boolean copiesOnce() {
        return true;
    }

    @Override
    public String brief() {
        return file().getFileName() + " to " + spec.schema();
    }

    @Override
    public Map<Setting, @Nullable Object> shown(Settings all) {
        Map<Setting, @Nullable Object> shown = new EnumMap<>(Setting.class);
        shown.put(Setting.RELATIONAL_FILE, sample == null ? spec.file() : null);
        shown.put(Setting.RELATIONAL_SAMPLE, sample);
        shown.put(Setting.RELATIONAL_SCHEMA, spec.schema());
        shown.put(Setting.RELATIONAL_QUARANTINE, spec.quarantine());
        shown.put(Setting.RELATIONAL_TABLES, spec.tables().isEmpty() ? null : String.join(",", spec.tables()));
        shown.put(Setting.RELATIONAL_ACCEPT_PARTIAL, spec.acceptPartial());
        shown.put(Setting.RELATIONAL_DDL, spec.ddl() == null ? null : spec.ddl().file());
        shown.put(
                Setting.RELATIONAL_RULES,
                spec.rules().isEmpty() ? null : spec.rules().size());
        return shown;
    }
}
