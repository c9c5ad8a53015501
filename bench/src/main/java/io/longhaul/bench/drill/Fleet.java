package io.longhaul.bench.drill;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.embedded.embeddings.FaultyEmbeddings;
import io.longhaul.embedded.process.Ports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Worker processes, the network around them, and the port at which they find an embeddings API, one after another. */
final class Fleet implements AutoCloseable {

    /** The main job's model, asked for short vectors: what a drill looks at does not depend on their length. */
    private static final int DIMENSIONS = 64;

    private final Lab lab;
    private final boolean proxied;
    private final int api;
    private final Map<String, String> settings;
    private final Map<String, String> workerSettings;
    private final Network network;
    private final List<JavaProcess> workers = new ArrayList<>();

    Fleet(Lab lab, boolean proxied) throws IOException {
        this.lab = lab;
        this.proxied = proxied;
        this.api = Ports.free();
        this.settings = new HashMap<>(lab.settings());
        settings.put("OPENAI_BASE_URL", "http://127.0.0.1:" + api + "/v1");
        settings.put("OPENAI_API_KEY", "drill");
        settings.put("EMBEDDING_MODEL", "text-embedding-3-small");
        settings.put("EMBEDDING_DIMENSIONS", Integer.toString(DIMENSIONS));
        this.workerSettings = new HashMap<>(settings);
        this.network = proxied ? Network.proxied(lab, api, workerSettings) : Network.direct();
    }

    boolean proxied() {
        return proxied;
    }

    /** An API with a memory of its own; the one before must be closed. */
    FaultyEmbeddings startEmbeddings() throws IOException {
        return FaultyEmbeddings.startOn(api, DIMENSIONS);
    }

    /** Where the services are, for a starter: its own network is a good one. */
    Map<String, String> settings() {
        return Map.copyOf(settings);
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
