package io.longhaul.starter.command;

import io.longhaul.starter.report.Output;
import picocli.CommandLine.Option;

/** For whom to print. */
final class OutputOption {

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "json prints one object, and nothing else, on stdout.")
    private Output output = Output.TEXT;

    Output output() {
        return output;
    }
}
