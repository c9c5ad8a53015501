package io.longhaul.bench.drill;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Worker processes, and the network around them. */
final class Fleet implements AutoCloseable {

    private final Lab lab;
    private final boolean proxied;
    private final Map<String, String> settings;
    private final Map<String, String> workerSettings;
    private final Network network;
    private final List<JavaProcess> workers = new ArrayList<>();

    /** @param settings where the services are */
    Fleet(Lab lab, Map<String, String> settings, boolean proxied) throws IOException {
        this.lab = lab;
        this.proxied = proxied;
        this.settings = Map.copyOf(settings);
        this.workerSettings = new HashMap<>(settings);
        this.network = proxied ? Network.proxied(workerSettings) : Network.direct();
    }

    boolean proxied() {
        return proxied;
    }

    /** Where the services are, for a starter: its own network is a good one. */
    Map<String, String> settings() {
        return settings;
    }

    /** The same, through the network of the workers. */
    Map<String, String> workerSettings() {
        return Map.copyOf(workerSettings);
    }

    Network network() {
        return network;
    }

    /** So many workers, whatever was left of them. */
    void staff(int number) throws IOException {
        workers.removeIf(worker -> !worker.isAlive());
        while (workers.size() > number) {
            workers.remove(0).kill();
        }
        while (workers.size() < number) {
            add();
        }
    }

    /** One more worker; it polls soon. */
    void add() throws IOException {
        workers.add(lab.worker(workerSettings));
    }

    /** Takes a worker out of the fleet, to be ended somehow. */
    JavaProcess remove(int worker) {
        return workers.remove(worker);
    }

    void killAll() {
        workers.forEach(JavaProcess::kill);
        workers.clear();
    }

    @Override
    public void close() {
        killAll();
        network.close();
    }
}
