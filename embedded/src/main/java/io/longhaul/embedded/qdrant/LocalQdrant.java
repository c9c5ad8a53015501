package io.longhaul.embedded.qdrant;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.qdrant.client.grpc.SnapshotsGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in for Qdrant on one machine, for development and tests: it speaks Qdrant's own gRPC services on 127.0.0.1, so the ordinary
 * clients work with it, and answers as Qdrant does. Its search is exact, which is fast enough for a few hundred thousand points
 * and no more; all points are in memory. What it does not implement it refuses as UNIMPLEMENTED.
 *
 * <p>What was acknowledged is there after the process was killed at any moment: every change is in an append-only log before it is
 * answered. The log is handed to the operating system but not forced to the disk at each change, so a loss of power may cost the
 * last seconds. A real Qdrant is the place for data that must survive that.
 *
 * <p>Thread-safe.
 */
public final class LocalQdrant implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalQdrant.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    /** A batch of 1,000 points with 3,072 dimensions has 12 MiB of vectors; gRPC's own limit of 4 MiB would refuse it. */
    private static final int LARGEST_REQUEST = 64 << 20;

    private static final int SECONDS_FOR_CALLS_UNDER_WAY = 5;

    private final DataDirectory directory;
    private final Catalog catalog;
    private final Server server;
    private boolean closed;

    private LocalQdrant(DataDirectory directory, Catalog catalog, Server server) {
        this.directory = directory;
        this.catalog = catalog;
        this.server = server;
    }

    /**
     * Starts a server that asks for no API key.
     *
     * @param dataDirectory created if it is not there; held alone while the server runs
     * @param port the port on 127.0.0.1, or 0 for any that is free
     * @throws IOException if the directory is in use by another process, a log in it is damaged, or the port is taken
     */
    public static LocalQdrant start(Path dataDirectory, int port) throws IOException {
        return open(dataDirectory, port, null);
    }

    /**
     * Starts a server that refuses calls without this API key.
     *
     * @see #start(Path, int)
     */
    public static LocalQdrant start(Path dataDirectory, int port, String apiKey) throws IOException {
        if (apiKey.isEmpty()) {
            throw new IllegalArgumentException("The API key is empty: leave it out to ask for none");
        }
        return open(dataDirectory, port, apiKey);
    }

    private static LocalQdrant open(Path dataDirectory, int port, @Nullable String apiKey) throws IOException {
        DataDirectory directory = DataDirectory.hold(dataDirectory);
        try {
            Catalog catalog = Catalog.open(directory.path());
            try {
                LocalQdrant started = new LocalQdrant(directory, catalog, serve(catalog, port, apiKey));
                LOG.info(
                        "LocalQdrant serves: port={} collections={} directory={}",
                        started.port(),
                        catalog.names().size(),
                        directory.path());
                return started;
            } catch (IOException | RuntimeException notServed) {
                catalog.close();
                throw notServed;
            }
        } catch (IOException | RuntimeException notOpened) {
            directory.close();
            throw notOpened;
        }
    }

    private static Server serve(Catalog catalog, int port, @Nullable String apiKey) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .maxInboundMessageSize(LARGEST_REQUEST)
                .addService(new CollectionsService(catalog))
                .addService(new PointsService(catalog))
                // Only there so that its calls are refused in our words.
                .addService(new SnapshotsGrpc.SnapshotsImplBase() {})
                .intercept(new UnimplementedCalls());
        HealthServices.all().forEach(builder::addService);
        if (apiKey != null) {
            builder.intercept(new ApiKeyCheck(apiKey));
        }
        return builder.build().start();
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return server.getPort();
    }

    /** Lets the calls under way finish, and gives the data directory back. Closing again does nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        stopServing();
        try {
            catalog.close();
        } finally {
            directory.close();
        }
    }

    private void stopServing() {
        server.shutdown();
        try {
            if (!server.awaitTermination(SECONDS_FOR_CALLS_UNDER_WAY, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
