package io.longhaul.starter.services;

import io.longhaul.activities.openai.EmbeddingModel;
import io.longhaul.embedded.chroma.ChromaWriter;
import io.longhaul.embedded.embeddings.LocalEmbeddings;
import io.longhaul.embedded.sample.ChromaSample;
import io.longhaul.embedded.sample.Chunks;
import io.longhaul.embedded.sample.Collections;
import io.longhaul.embedded.sample.Glosses;
import io.longhaul.embedded.sample.League;
import io.longhaul.embedded.sample.Members;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Refusal;
import io.longhaul.worker.settings.BackfillSettings;
import io.longhaul.worker.settings.RecipeSettings;
import io.longhaul.worker.settings.RelationalSettings;
import io.longhaul.worker.settings.RepartitionSettings;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.VectorsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a spec may name as its sample. */
public final class Samples {

    private Samples() {}

    /**
     * Makes the database that the settings name, unless it is there.
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

    /** The same for what is kept in a service, which runs. */
    static void fill(Services services, Settings settings, Consumer<String> notices) {
        RecipeSettings recipe = settings.recipe();
        if (recipe instanceof VectorsSettings vectors && vectors.sample() != null) {
            collection(services, vectors.sample(), notices);
        }
        if (recipe instanceof BackfillSettings backfill && backfill.sample() != null) {
            table(services.settings(), Members.TABLE, Members.ROWS, Members::make, notices);
        }
        if (recipe instanceof RepartitionSettings repartition && repartition.sample() != null) {
            table(services.settings(), Chunks.TABLE, Chunks.ROWS, Chunks::make, notices);
        }
    }

    /** How a table is made, unless it is there. */
    @FunctionalInterface
    private interface Making {
        boolean made(DataSource source, long rows) throws SQLException;
    }

    private static void table(Settings settings, String table, long rows, Making making, Consumer<String> notices) {
        try {
            if (making.made(target(settings), rows)) {
                notices.accept("Made the sample, table " + table + " of " + rows + " rows.");
            }
        } catch (SQLException e) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "the sample table " + table + " can't be made in "
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

    private static void collection(Services services, String name, Consumer<String> notices) {
        ChromaSample sample = name.equals(Glosses.NAME) ? Glosses.COLLECTION : Collections.COLLECTION;
        ChromaWriter chroma =
                new ChromaWriter(services.settings().chroma().url().toString());
        EmbeddingModel model = EmbeddingModel.of(LocalEmbeddings.MODEL, LocalEmbeddings.DIMENSIONS);
        try {
            if (!sample.isThere(chroma)) {
                notices.accept("Preparing the sample " + sample.name() + ", " + sample.texts()
                        + " with their embeddings, in Chroma (once, 10 s or so).");
                sample.load(
                        chroma,
                        texts -> services.embedder().request(model, texts).vectors());
            }
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "the sample can't be put into the embedded Chroma: see its log in .longhaul/logs, and try again");
        }
    }
}
