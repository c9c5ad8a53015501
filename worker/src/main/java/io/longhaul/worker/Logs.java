package io.longhaul.worker;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import io.longhaul.worker.settings.LogFormat;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** How this process writes its log; {@code logback.xml} beside it has both ways. */
final class Logs {

    /** As {@code logback.xml} has it. */
    private static final String PROPERTY = "longhaul.log.format";

    private Logs() {}

    /** What has logged before, while settings were read, has done so as text. */
    static void use(LogFormat format) {
        // gRPC and OpenTelemetry log by Java's own means, which would write to standard error in a format of its own.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        if (format == LogFormat.TEXT) {
            return;
        }
        System.setProperty(PROPERTY, format.word());
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
            try {
                new ContextInitializer(context).autoConfig();
            } catch (JoranException e) {
                throw new IllegalStateException("logback.xml of the worker is broken", e);
            }
        }
    }
}
