package io.longhaul.embedded.qdrant;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only file of one collection. An appended record is in the hands of the operating system when {@link #append} returns, so
 * it survives the end of this process in any way, but not a loss of power: nothing is forced to the disk but what {@link #force}
 * asks for. Forcing each batch would cost more than all the rest of it, for data a development machine can make again.
 *
 * <p>Written through a {@link RandomAccessFile}, as an interrupted thread would close a {@code FileChannel} for everybody. Not
 * thread-safe: its collection's lock guards it.
 */
final class RecordLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordLog.class);

    private final Path path;
    private final RandomAccessFile file;
    private long end;
    private boolean broken;

    private RecordLog(Path path, RandomAccessFile file, long end) {
        this.path = path;
        this.file = file;
        this.end = end;
    }

    static RecordLog create(Path path) throws IOException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        RecordLog log = new RecordLog(path, new RandomAccessFile(path.toFile(), "rw"), 0);
        try {
            log.write(LogFormat.magic());
            return log;
        } catch (IOException notWritten) {
            log.close();
            throw notWritten;
        }
    }

    /** Hands every record to {@code each}, cuts off what a crash left half written, and is ready to append. */
    static RecordLog open(Path path, Consumer<LogRecord> each) throws IOException {
        long good = LogReader.replay(path, each);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        if (good < file.length()) {
            LOG.warn("cut an unfinished record off the log: file={} kept={} cut={}", path, good, file.length() - good);
            file.setLength(good);
        }
        return new RecordLog(path, file, good);
    }

    void append(LogRecord entry) throws IOException {
        write(LogFormat.frame(entry.toBytes()));
    }

    private void write(byte[] bytes) throws IOException {
        if (broken) {
            throw new IOException(path + " could not be repaired after a failed write: restart LocalQdrant");
        }
        try {
            file.seek(end);
            file.write(bytes);
            end += bytes.length;
        } catch (IOException failed) {
            cutBack(failed);
            throw failed;
        }
    }

    /** A half-written record must not stay: the next one would follow it and be taken for damage at the next start. */
    private void cutBack(IOException failed) {
        try {
            file.setLength(end);
        } catch (IOException alsoFailed) {
            broken = true;
            failed.addSuppressed(alsoFailed);
        }
    }

    void force() throws IOException {
        file.getFD().sync();
    }

    Path path() {
        return path;
    }

    long size() {
        return end;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
