package io.longhaul.bench.measure;

import io.longhaul.worker.Clients;
import io.longhaul.worker.TemporalConnection;
import io.longhaul.worker.WorkerSlots;
import io.longhaul.worker.Workers;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import java.io.OutputStream;
import java.nio.file.Path;

/** A worker with so many slots as a measure asks for, so that requests in flight are the same in both runs. */
public final class BenchWorker {

    static final String READY = "polls";

    private BenchWorker() {}

    /** @param args slots of the main queue, slots of the embedding queue */
    public static void main(String[] args) throws Exception {
        WorkerSlots slots = new WorkerSlots(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        Settings settings = new SettingsReader(Path.of("").toAbsolutePath(), System.getenv()).read();
        Clients clients = new Clients(settings, slots);
        TemporalConnection temporal = TemporalConnection.open(settings.temporal(), Workers.identity());
        Workers workers = Workers.start(clients, temporal.client(), slots);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            workers.close();
            temporal.close();
            clients.close();
        }));
        System.out.println(READY);
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
