package io.longhaul.worker.settings;

import io.longhaul.workflows.engine.Spec;
import io.longhaul.workflows.relational.RelationalSpec;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A SQLite database into a schema of PostgreSQL.
 *
 * @param what to move; its file is an absolute path
 * @param sample the name of the sample database that the file is; null for a file of the user's own
 */
public record RelationalSettings(
        RelationalSpec what, @Nullable String sample) implements RecipeSettings {

    @Override
    public KnownRecipe recipe() {
        return KnownRecipe.RELATIONAL;
    }

    @Override
    public Spec spec() {
        return what;
    }

    /** The SQLite database. */
    public Path file() {
        return Path.of(what.file());
    }

    /** Whether a table of the file is to be moved. */
    public boolean takes(String table) {
        return what.tables().isEmpty() || what.tables().stream().anyMatch(table::equalsIgnoreCase);
    }

    @Override
    public String defaultName() {
        return RelationalReading.identifier(what.schema());
    }

    @Override
    public String sourceIdentity(Settings all) {
        return sample == null ? what.file() : "sample " + sample;
    }

    @Override
    public String sinkIdentity(Settings all) {
        String database = all.embedded(Backend.TARGET)
                ? "embedded PostgreSQL/target"
                : all.target().describe();
        return database + "." + what.schema();
    }

    @Override
    public String brief() {
        return file().getFileName() + " to " + what.schema();
    }

    @Override
    public Map<Setting, @Nullable Object> shown(Settings all) {
        Map<Setting, @Nullable Object> shown = new EnumMap<>(Setting.class);
        shown.put(Setting.RELATIONAL_FILE, sample == null ? what.file() : null);
        shown.put(Setting.RELATIONAL_SAMPLE, sample);
        shown.put(Setting.RELATIONAL_SCHEMA, what.schema());
        shown.put(Setting.RELATIONAL_QUARANTINE, what.quarantine());
        shown.put(Setting.RELATIONAL_TABLES, what.tables().isEmpty() ? null : String.join(",", what.tables()));
        shown.put(Setting.RELATIONAL_ACCEPT_PARTIAL, what.acceptPartial());
        shown.put(
                Setting.RELATIONAL_RULES,
                what.rules().isEmpty() ? null : what.rules().size());
        return shown;
    }
}
