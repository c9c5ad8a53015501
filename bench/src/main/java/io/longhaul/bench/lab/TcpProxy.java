package io.longhaul.bench.lab;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A bad network between a client and a server on this machine: it can be cut, and be slow. Thread-safe. */
public final class TcpProxy implements Closeable {

    private static final int CHUNK = 16 << 10;

    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile Duration delay = Duration.ZERO;

    private TcpProxy(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    /** @param target a port on 127.0.0.1 */
    public static TcpProxy to(int target) throws IOException {
        TcpProxy proxy = new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        daemon(proxy::accept);
        return proxy;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** All connections break, and new ones do at once, until it is mended. */
    public void cut() {
        cut = true;
        open.forEach(TcpProxy::reset);
    }

    /** Each chunk of at most 16 KiB, in either direction, is held for so long. */
    public void slow(Duration each) {
        delay = each;
    }

    /** Neither cut nor slow any more. */
    public void mend() {
        cut = false;
        delay = Duration.ZERO;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                daemon(() -> connect(client));
            } catch (IOException closed) {
                // isClosed ends it, and a connection that broke at once is not worth a word.
            }
        }
    }

    private void connect(Socket client) {
        try {
            if (cut) {
                reset(client);
                return;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            daemon(() -> pass(client, server));
            daemon(() -> pass(server, client));
        } catch (IOException refused) {
            reset(client);
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                if (!delay.isZero()) {
                    Thread.sleep(delay.toMillis());
                }
                out.write(chunk, 0, length);
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            reset(from);
            reset(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException closedBefore) {
            // So it needs no reset.
        }
        try {
            socket.close();
        } catch (IOException gone) {
            // That is what it should be.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            // Then it listens no more either.
        }
        cut();
    }
}
