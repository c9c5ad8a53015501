package io.longhaul.starter.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Mutual TLS before a server on 127.0.0.1 that has none, as a mesh or a load balancer gives it. */
final class TlsProxy implements AutoCloseable {

    private final SSLServerSocket listening;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> clients = ConcurrentHashMap.newKeySet();

    private TlsProxy(SSLServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    /** @param protocol what is spoken within, as ALPN names it: {@code h2} for gRPC */
    static TlsProxy before(int target, SSLContext tls, String protocol) throws IOException {
        SSLServerSocket listening = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SSLParameters parameters = listening.getSSLParameters();
        parameters.setNeedClientAuth(true);
        parameters.setApplicationProtocols(new String[] {protocol});
        listening.setSSLParameters(parameters);
        TlsProxy proxy = new TlsProxy(listening, target);
        daemon(proxy::accept);
        return proxy;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The names in the certificates of those who were let in. */
    Set<String> clients() {
        return Set.copyOf(clients);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                SSLSocket client = (SSLSocket) listening.accept();
                open.add(client);
                daemon(() -> connect(client));
            } catch (IOException closed) {
                // isClosed ends it.
            }
        }
    }

    private void connect(SSLSocket client) {
        try {
            client.startHandshake();
            clients.add(client.getSession().getPeerPrincipal().getName());
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            daemon(() -> pass(client, server));
            pass(server, client);
        } catch (IOException refused) {
            close(client);
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException broken) {
            // Both are closed, which tells either side.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was on its way out.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "tls-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        open.forEach(TlsProxy::close);
    }
}
