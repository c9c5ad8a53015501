package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One collection: its state in memory, its log on disk, and the lock over both. A change is logged first and applied then, so a change
 * that could not be logged is not seen by anybody. Thread-safe: many readers or one writer.
 */
final class StoredCollection {
    private static final Logger LOG = LoggerFactory.getLogger(StoredCollection.class);

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final CollectionState state;
    private RecordLog log;
    private long operations;
    private boolean deleted;

    private StoredCollection(CollectionState state, RecordLog log) {
        this.state = state;
        this.log = log;
    }

    static StoredCollection create(Path file, CreateCollection definition) throws IOException {
        CollectionState state = new CollectionState(definition);
        RecordLog log = RecordLog.create(file);
        try {
            state.writeTo(log);
            return new StoredCollection(state, log);
        } catch (IOException notWritten) {
            log.close();
            Files.deleteIfExists(file);
            throw notWritten;
        }
    }

    /** Empty if the process ended while it created the collection, before anybody was told that it exists. */
    static Optional<StoredCollection> open(Path file) throws IOException {
        Replay replay = new Replay();
        RecordLog log = RecordLog.open(file, replay::next);
        CollectionState state = replay.state;
        if (state == null) {
            log.close();
            return Optional.empty();
        }
        StoredCollection collection = new StoredCollection(state, log);
        collection.compactIfMostlyDead();
        return Optional.of(collection);
    }

    private static final class Replay {
        private @Nullable CollectionState state;

        void next(LogRecord entry) {
            if (state == null) {
                state = new CollectionState((CreateCollection) entry.message());
            } else {
                state.apply(entry);
            }
        }
    }

    String name() {
        return state.definition().getCollectionName();
    }

    <T> T read(Function<PointTable, T> query) {
        return locked(lock.readLock(), () -> query.apply(state.points()));
    }

    CollectionInfo info() {
        return locked(lock.readLock(), state::info);
    }

    /** Returns the number of this operation. */
    long update(Function<PointTable, PointsUpdateOperation> plan) {
        return locked(lock.writeLock(), () -> store(LogRecord.of(plan.apply(state.points()))));
    }

    long createIndex(CreateFieldIndexCollection index) {
        return locked(lock.writeLock(), () -> store(LogRecord.of(index)));
    }

    long deleteIndex(DeleteFieldIndexCollection index) {
        return locked(lock.writeLock(), () -> store(LogRecord.of(index)));
    }

    private long store(LogRecord entry) {
        try {
            log.append(entry);
        } catch (IOException failed) {
            throw StorageFailure.of(log.path(), failed);
        }
        state.apply(entry);
        return operations++;
    }

    private interface Work<T> {
        T run();
    }

    private <T> T locked(Lock side, Work<T> work) {
        side.lock();
        try {
            if (deleted) {
                throw Refusal.noCollection(name());
            }
            return work.run();
        } finally {
            side.unlock();
        }
    }

    void delete() throws IOException {
        lock.writeLock().lock();
        try {
            log.close();
            Files.deleteIfExists(log.path());
            deleted = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    void close() throws IOException {
        lock.writeLock().lock();
        try {
            compactIfMostlyDead();
            log.force();
            log.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * The old log stays until the new one is complete on disk, so there is no moment at which a kill loses anything. A log that cannot be
     * rewritten, for want of room perhaps, is as good as before.
     */
    private void compactIfMostlyDead() throws IOException {
        if (!state.isMostlyDead()) {
            return;
        }
        Path file = log.path();
        long before = log.size();
        Path shorter;
        try {
            shorter = Compaction.write(state, file);
        } catch (IOException notWritten) {
            LOG.warn("could not compact a log, it stays as it is: collection={}", name(), notWritten);
            return;
        }
        log.close();
        try {
            Compaction.replace(file, shorter);
            state.compacted();
        } finally {
            log = RecordLog.open(file, entry -> {});
        }
        LOG.info("compacted a log: collection={} bytesBefore={} bytesAfter={}", name(), before, log.size());
    }
}
