package io.longhaul.embedded.temporal;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The SDK's test server: no Web UI, no list, no reset, nothing kept. Better than no run at all. It is put together
 * here, as the SDK's own way to start it opens the port to the whole network.
 */
final class InMemoryServer implements EmbeddedTemporal.TemporalServer {
    private final TestServicesStarter services;
    private final Server server;
    private final int port;

    private InMemoryServer(TestServicesStarter services, Server server, int port) {
        this.services = services;
        this.server = server;
        this.port = port;
    }

    static InMemoryServer start(int port, TemporalOptions options) throws IOException {
        // Its clock must not jump ahead over timers, and it begins now: here people wait for real.
        TestServicesStarter services = new TestServicesStarter(true, 0);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        GRPCServerHelper.registerServicesAndHealthChecks(services.getServices(), builder);
        InMemoryServer started = new InMemoryServer(services, builder.build().start(), port);
        new TemporalProbe(port, options).addSearchAttributes();
        return started;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Optional<String> webUi() {
        return Optional.empty();
    }

    @Override
    public void close() {
        server.shutdownNow();
        services.close();
    }
}
