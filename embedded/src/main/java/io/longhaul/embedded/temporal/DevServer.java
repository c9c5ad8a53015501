package io.longhaul.embedded.temporal;

import io.longhaul.embedded.process.Ports;
import io.longhaul.embedded.process.ServerProcess;
import io.longhaul.embedded.process.Start;
import io.longhaul.embedded.process.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code temporal server start-dev} as a process of ours. The SDK's {@code TemporalDevServer} does not tell the process
 * it starts, so what a kill leaves behind could not be recognised, and it stops when a terminal sends Ctrl-C.
 */
final class DevServer implements EmbeddedTemporal.TemporalServer {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    /** Its own way down takes three seconds, during which nothing is written that was not acknowledged before. */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);

    /**
     * Its own default writes a journal and forces it to the disk for each of its many small transactions. A log that is
     * written ahead loses nothing when the process is killed, and the last moments when the machine loses its power.
     */
    private static final List<String> PRAGMAS = List.of("journal_mode=wal", "synchronous=normal");

    /**
     * Queues in one part, as there is one server to keep them; and the answer to a workflow task may carry the activity
     * that it scheduled, to the worker that has a slot for it, instead of a queue.
     */
    private static final List<String> ONE_MACHINE = List.of(
            "matching.numTaskqueueReadPartitions=1",
            "matching.numTaskqueueWritePartitions=1",
            "system.enableActivityEagerExecution=true");

    private final ServerProcess process;
    private final int port;
    private final int uiPort;

    private DevServer(ServerProcess process, int port, int uiPort) {
        this.process = process;
        this.port = port;
        this.uiPort = uiPort;
    }

    static DevServer start(Path program, Path home, Path database, Path pidFile, Path logFile, TemporalOptions options)
            throws IOException {
        return Start.of(EmbeddedTemporal.NAME, READY_WITHIN).attempt(() -> {
            int port = Ports.stable(home.resolve("port"));
            int uiPort = Ports.stable(home.resolve("ui-port"));
            ServerProcess process =
                    ServerProcess.start(command(program, database, port, uiPort, options), pidFile, logFile);
            TemporalProbe probe = new TemporalProbe(port, options);
            return new Start.Candidate<>(process, () -> {
                probe.check();
                return new DevServer(process, port, uiPort);
            });
        });
    }

    private static List<String> command(Path program, Path database, int port, int uiPort, TemporalOptions options) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "server",
                "start-dev",
                "--db-filename",
                database.toString(),
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--ui-ip",
                "127.0.0.1",
                "--ui-port",
                Integer.toString(uiPort),
                "--log-level",
                "warn"));
        PRAGMAS.forEach(pragma -> command.addAll(List.of("--sqlite-pragma", pragma)));
        ONE_MACHINE.forEach(entry -> command.addAll(List.of("--dynamic-config-value", entry)));
        options.searchAttributes().forEach((name, type) -> {
            command.add("--search-attribute");
            command.add(name + "=" + type);
        });
        options.dynamicConfig().forEach(entry -> {
            command.add("--dynamic-config-value");
            command.add(entry);
        });
        return command;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Optional<String> webUi() {
        return Optional.of("http://127.0.0.1:" + uiPort);
    }

    @Override
    public void close() {
        process.stop(StopSignal.TERMINATE, STOPPED_WITHIN);
    }
}
