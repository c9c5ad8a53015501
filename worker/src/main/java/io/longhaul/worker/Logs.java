package io.longhaul.worker;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import io.longhaul.worker.settings.LogFormat;
import org.slf4j.LoggerFactory;

/** How this process writes its log; {@code logback.xml} beside it has both ways. */
final class Logs {

    /** As {@code logback.xml} has it. */
    private static final String PROPERTY = "longhaul.log.format";

    private Logs() {}

    /** What has logged before, while settings were read, has done so as text. */
    static void use(LogFormat format) {
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
