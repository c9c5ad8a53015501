package io.longhaul.starter;

import io.grpc.StatusRuntimeException;
import io.longhaul.activities.MigrationException;
import io.longhaul.embedded.process.EmbeddedException;
import io.longhaul.worker.settings.SettingsException;
import io.longhaul.workflows.engine.FailureKind;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a user is told of an exception: lines that name the thing and the way out. The rest goes to the log. */
public final class Errors {

    private Errors() {}

    /** What is told, and the exit code. */
    record Told(List<String> lines, ExitCode exit) {}

    static Told told(Exception e) {
        if (e instanceof SettingsException settings) {
            return new Told(settings.problems(), ExitCode.USAGE);
        }
        if (e instanceof Refusal refusal) {
            return new Told(String.valueOf(refusal.getMessage()).lines().toList(), refusal.exit());
        }
        Logger log = LoggerFactory.getLogger(Errors.class);
        log.error("command failed", e);
        if (e instanceof MigrationException migration) {
            boolean foreseen = migration.kind() != FailureKind.UNKNOWN;
            return new Told(List.of(oneLine(e)), foreseen ? ExitCode.USAGE : ExitCode.FAILED);
        }
        if (e instanceof EmbeddedException) {
            return new Told(List.of(oneLine(e)), ExitCode.USAGE);
        }
        StatusRuntimeException grpc = cause(e, StatusRuntimeException.class);
        if (grpc != null) {
            return new Told(List.of(temporal(grpc)), ExitCode.FAILED);
        }
        if (e instanceof WorkflowNotFoundException || e instanceof WorkflowServiceException) {
            return new Told(List.of("Temporal does not know the workflow any more: see its Web UI"), ExitCode.FAILED);
        }
        return new Told(
                List.of("unforeseen " + e.getClass().getName() + ": see .longhaul/logs/starter.log"), ExitCode.FAILED);
    }

    private static String temporal(StatusRuntimeException e) {
        return switch (e.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED ->
                "Temporal can't be reached: check that it runs, and TEMPORAL_ADDRESS and TLS";
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                "Temporal refuses us: check TEMPORAL_API_KEY and TEMPORAL_NAMESPACE";
            case NOT_FOUND -> "Temporal does not know this namespace or workflow: check TEMPORAL_NAMESPACE";
            default -> "Temporal answered " + e.getStatus().getCode() + ": see .longhaul/logs/starter.log";
        };
    }

    /** Why a file can't be written, in words. */
    public static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ").strip();
    }

    private static <T extends Throwable> @org.jspecify.annotations.Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
