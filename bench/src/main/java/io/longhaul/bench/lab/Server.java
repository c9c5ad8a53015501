package io.longhaul.bench.lab;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** A service that runs as a process of its own, always on the same port, and can be killed, frozen and started again. */
public final class Server implements AutoCloseable {

    private final Starting starting;
    private volatile Running running;
    private boolean closed;

    /** Starts the service on the data it has kept. */
    @FunctionalInterface
    interface Starting {
        Running start() throws Exception;
    }

    /**
     * @param settings where it is, under the names of the product's settings
     * @param handle ends it in order
     */
    record Running(long pid, int port, Map<String, String> settings, Closeable handle) {
        Running {
            settings = Map.copyOf(settings);
        }
    }

    private Server(Starting starting) throws Exception {
        this.starting = starting;
        this.running = starting.start();
    }

    static Server start(Starting starting) throws Exception {
        return new Server(starting);
    }

    /** {@code kill -9}, of the whole tree: a server that saw its parent die would end in its own way. */
    public synchronized void kill() {
        requireOpen();
        Signals.toTree("KILL", running.pid());
    }

    /** Connections stay open and nobody answers. */
    public synchronized void freeze() {
        requireOpen();
        Signals.toTree("STOP", running.pid());
    }

    public synchronized void thaw() {
        Signals.toTree("CONT", running.pid());
    }

    /** Starts it again after a kill; returns when it answers. */
    public synchronized void restart() throws Exception {
        requireOpen();
        int before = running.port();
        running = starting.start();
        if (running.port() != before) {
            throw new IllegalStateException("port " + before + " was taken while its server was down");
        }
    }

    public int port() {
        return running.port();
    }

    public long pid() {
        return running.pid();
    }

    Map<String, String> settings() {
        return running.settings();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the lab has been closed");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        thaw();
        running.handle().close();
    }
}
