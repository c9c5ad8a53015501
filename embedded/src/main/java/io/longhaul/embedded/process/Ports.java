package io.longhaul.embedded.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on the loopback address that stay the same from one run to the next, as long as nobody else takes them. */
public final class Ports {
    /** Below the ranges that Linux, macOS and Windows take outgoing connections from, so a kept port is seldom taken. */
    private static final int LOWEST = 21_000;

    private static final int HIGHEST = 31_999;
    private static final int TRIES = 200;

    /** Handed out to services that are just starting and have not bound theirs yet. */
    private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** The port noted in the file if it is free, else a free one, which is noted for the next time. */
    public static int stable(Path file) throws IOException {
        int last = read(file);
        if (last > 0 && isFree(last)) {
            HANDED_OUT.add(last);
            return last;
        }
        int port = free();
        PrivateFiles.write(file, Integer.toString(port));
        return port;
    }

    /** A free port on the loopback address that nobody else in this process was given. */
    public static int free() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (isFree(port) && HANDED_OUT.add(port)) {
                return port;
            }
        }
        throw new IOException("no free port between " + LOWEST + " and " + HIGHEST + " on 127.0.0.1");
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int read(Path file) {
        try {
            int port = Integer.parseInt(Files.readString(file).strip());
            return port > 0 && port <= 65_535 ? port : 0;
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
    }
}
