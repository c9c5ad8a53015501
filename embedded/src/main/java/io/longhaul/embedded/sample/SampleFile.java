package io.longhaul.embedded.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes a SQLite database that is either whole or not there. */
final class SampleFile {

    private SampleFile() {}

    /** Fills a database that is empty. */
    interface Filling {
        void fill(Connection connection) throws SQLException;
    }

    /**
     * Makes the file unless it is there; one that is half made never gets its name.
     *
     * @return whether it had to be made
     */
    static boolean make(Path file, Filling filling) throws IOException, SQLException {
        if (Files.exists(file)) {
            return false;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + unfinished)) {
            connection.setAutoCommit(false);
            filling.fill(connection);
            connection.commit();
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    static void add(PreparedStatement insert, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
        insert.addBatch();
    }
}
