package io.longhaul.starter;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the file that the system property {@link #PATH} names, and creates it with the first line, so that a
 * command that only prints its help leaves nothing behind. If it can't be written, one line on stderr says so.
 */
public final class LogFile extends OutputStreamAppender<ILoggingEvent> {

    static final String PATH = "longhaul.log";

    @Override
    public void start() {
        setOutputStream(new OnFirstWrite(Path.of(System.getProperty(PATH, "starter.log"))));
        super.start();
    }

    private static final class OnFirstWrite extends OutputStream {

        private final Path path;
        private @Nullable OutputStream file;

        OnFirstWrite(Path path) {
            this.path = path;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            try {
                OutputStream to = file == null ? open() : file;
                to.write(bytes, from, length);
                to.flush();
            } catch (IOException e) {
                if (file == null) {
                    System.err.println(path + " can't be written, so nothing is logged: " + Errors.why(e));
                }
                file = OutputStream.nullOutputStream();
            }
        }

        private OutputStream open() throws IOException {
            Path folder = path.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            OutputStream opened = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            file = opened;
            return opened;
        }
    }
}
