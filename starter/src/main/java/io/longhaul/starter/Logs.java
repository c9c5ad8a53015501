package io.longhaul.starter;

import java.nio.file.Path;
import java.util.logging.LogManager;

/** Sends what libraries and we log to {@code .longhaul/logs/starter.log}, and nothing of it to the console. */
final class Logs {

    private Logs() {}

    /** To be called before anything logs. Creates nothing: the file comes with the first line. */
    static void toFileOf(Path data) {
        System.setProperty("logback.configurationFile", "io/longhaul/starter/logback.xml");
        System.setProperty(
                LogFile.PATH, data.resolve("logs").resolve("starter.log").toString());
        // What logs by java.util.logging would do so on the console.
        LogManager.getLogManager().reset();
    }
}
