package io.longhaul.starter.services;

import io.longhaul.embedded.sample.League;
import io.longhaul.embedded.sample.Members;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.BackfillSettings;
import io.longhaul.worker.settings.RelationalSettings;
import io.longhaul.worker.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The databases that a spec may name as its sample. */
public final class Samples {

    private Samples() {}

    /**
     * Makes the table that the settings name as their sample, in a target that runs, unless it is there.
     *
     * @param notices gets a line where it is made
     */
    static void fill(Settings settings, Consumer<String> notices) {
        if (!(settings.recipe() instanceof BackfillSettings backfill) || backfill.sample() == null) {
            return;
        }
        try {
            if (Members.make(target(settings), Members.ROWS)) {
                notices.accept("Made the sample " + backfill.sample() + ", a table of " + Members.ROWS + " rows.");
            }
        } catch (SQLException e) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "the sample " + backfill.sample() + " can't be made in "
                            + settings.target().describe() + ": grant the user CREATE on schema public (SQL state "
                            + e.getSQLState() + ")");
        }
    }

    /** Connections for a sample's application. */
    public static DataSource target(Settings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.target().jdbcUrl());
        source.setUser(settings.target().user());
        source.setPassword(settings.target().password());
        return source;
    }

    /**
     * Makes the one that the settings name, unless it is there.
     *
     * @param notices gets a line where it is made
     */
    public static void make(Settings settings, Consumer<String> notices) {
        if (!(settings.recipe() instanceof RelationalSettings relational) || relational.sample() == null) {
            return;
        }
        Path file = relational.file();
        if (Files.exists(file)) {
            return;
        }
        notices.accept("Preparing the sample " + relational.sample() + ", a SQLite database of " + League.TABLES
                + " tables, in " + file + " (once, some seconds).");
        try {
            var unused = League.make(file);
        } catch (IOException | SQLException e) {
            throw new Refusal(
                    ExitCode.FAILED, "the sample can't be made in " + file + ": make room, or make it writable");
        }
    }
}
