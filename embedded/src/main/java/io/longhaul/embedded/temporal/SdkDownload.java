package io.longhaul.embedded.temporal;

import io.longhaul.embedded.process.PrivateFiles;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.internal.devserver.TemporalDevServerDownloader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The download that Temporal's SDK does for its own dev server, given up at once where there is no way out. */
final class SdkDownload implements TemporalCli.Source {
    /** The SDK's own property and default. */
    private static final String BASE_PROPERTY = "io.temporal.testing.devServerDownloadBaseUrl";

    private static final String BASE_DEFAULT = "https://temporal.download";
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(4);
    private static final Duration LOADED_WITHIN = Duration.ofMinutes(5);

    @Override
    public boolean isAvailable() {
        try {
            return bounded("look for Temporal's download", REACHED_WITHIN, SdkDownload::isReachable);
        } catch (IOException offline) {
            return false;
        }
    }

    @Override
    public String notice() {
        return "Downloading the Temporal dev server " + TemporalCli.VERSION + " (once, some 40 MB).";
    }

    /**
     * The SDK has no public way to fetch the program without starting it. Its downloader is public but internal; the
     * SDK's version is pinned, and a change there costs this one way of several.
     */
    @Override
    public void fetch(Path into) throws IOException {
        Path unpacked = into.resolve("download");
        TemporalDevServerOptions options = TemporalDevServerOptions.newBuilder()
                .setDownloadVersion("v" + TemporalCli.VERSION)
                .setDownloadDestination(unpacked.toString())
                .build();
        Path program = bounded("download Temporal", LOADED_WITHIN, () -> TemporalDevServerDownloader.prepare(options));
        Files.move(program, into.resolve(TemporalCli.fileName()), StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.delete(unpacked);
    }

    private static boolean isReachable() throws IOException {
        URI base = URI.create(System.getProperty(BASE_PROPERTY, BASE_DEFAULT));
        if (!(base.toURL().openConnection() instanceof HttpURLConnection connection)) {
            return false;
        }
        int patience = (int) REACHED_WITHIN.toMillis();
        connection.setConnectTimeout(patience);
        connection.setReadTimeout(patience);
        connection.setRequestMethod("HEAD");
        connection.setInstanceFollowRedirects(false);
        try {
            return connection.getResponseCode() < 500;
        } finally {
            connection.disconnect();
        }
    }

    /** In a thread that nobody has to wait for: neither a slow name server nor the SDK knows a time-out. */
    private static <T> T bounded(String what, Duration within, Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, what);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            thread.interrupt();
            throw new IOException("could not " + what + " within " + within.toSeconds() + " s", late);
        } catch (ExecutionException failed) {
            throw new IOException("could not " + what, failed.getCause());
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before one could " + what);
        }
    }
}
