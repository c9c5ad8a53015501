package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Collections.CreateCollection;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The collections of a data directory, one log each. Thread-safe. */
final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    private static final String LOG_SUFFIX = ".log";

    private final Path directory;
    private final Map<String, StoredCollection> collections = new ConcurrentSkipListMap<>();

    private Catalog(Path directory) {
        this.directory = directory;
    }

    static Catalog open(Path directory) throws IOException {
        Catalog catalog = new Catalog(directory);
        try {
            catalog.load();
            return catalog;
        } catch (IOException | RuntimeException notOpened) {
            catalog.close();
            throw notOpened;
        }
    }

    private void load() throws IOException {
        for (Path unfinished : list("*" + Compaction.UNFINISHED)) {
            Files.delete(unfinished);
        }
        for (Path file : list("*" + LOG_SUFFIX)) {
            Optional<StoredCollection> opened = StoredCollection.open(file);
            if (opened.isEmpty()) {
                LOG.warn("deleted a collection whose creation was never finished: file={}", file);
                Files.delete(file);
                continue;
            }
            StoredCollection collection = opened.get();
            if (collections.putIfAbsent(collection.name(), collection) != null) {
                collection.close();
                throw new IOException("Two files hold the collection `" + collection.name() + "`, one of them is "
                        + file + ": move the wrong one out of the data directory");
            }
        }
    }

    private List<Path> list(String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
            found.forEach(files::add);
        }
        return files;
    }

    StoredCollection get(String name) {
        StoredCollection collection = collections.get(name);
        if (collection == null) {
            throw Refusal.noCollection(name);
        }
        return collection;
    }

    boolean contains(String name) {
        return collections.containsKey(name);
    }

    List<String> names() {
        return List.copyOf(collections.keySet());
    }

    synchronized void create(CreateCollection definition) {
        Definition.check(definition);
        String name = definition.getCollectionName();
        if (contains(name)) {
            throw Refusal.collectionExists(name);
        }
        Path file = directory.resolve(fileName(name));
        try {
            collections.put(name, StoredCollection.create(file, definition));
        } catch (IOException failed) {
            throw StorageFailure.of(directory, failed);
        }
    }

    /** False if there is no such collection, which is no error in Qdrant. */
    synchronized boolean delete(String name) {
        StoredCollection collection = collections.get(name);
        if (collection == null) {
            return false;
        }
        try {
            collection.delete();
        } catch (IOException failed) {
            throw StorageFailure.of(directory, failed);
        }
        collections.remove(name);
        return true;
    }

    /**
     * Readable, and different for any two collections: names may hold what a file system does not take, or differ in case only. The
     * name itself stands in the log.
     */
    private static String fileName(String collection) {
        String readable = collection.replaceAll("[^A-Za-z0-9_-]", "_");
        return readable.substring(0, Math.min(60, readable.length())) + "-"
                + UUID.randomUUID().toString().substring(0, 8) + LOG_SUFFIX;
    }

    synchronized void close() throws IOException {
        IOException first = null;
        for (StoredCollection collection : collections.values()) {
            try {
                collection.close();
            } catch (IOException failed) {
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        collections.clear();
        if (first != null) {
            throw first;
        }
    }
}
