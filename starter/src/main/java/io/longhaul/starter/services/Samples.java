package io.longhaul.starter.services;

import io.longhaul.embedded.sample.Collections;
import io.longhaul.embedded.sample.League;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.RelationalSettings;
import io.longhaul.worker.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;

/** The databases that a spec may name as its sample. */
public final class Samples {

    private Samples() {}

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
        boolean league = relational.sample().equals("league");
        notices.accept("Preparing the sample " + relational.sample() + ", a SQLite database of "
                + (league ? League.TABLES : Collections.TABLES) + " tables, in " + file + " (once, some seconds).");
        try {
            var unused = league ? League.make(file) : Collections.make(file);
        } catch (IOException | SQLException e) {
            throw new Refusal(
                    ExitCode.FAILED, "the sample can't be made in " + file + ": make room, or make it writable");
        }
    }
}
