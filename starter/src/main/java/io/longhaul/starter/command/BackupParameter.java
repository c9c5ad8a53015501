package io.longhaul.starter.command;

import picocli.CommandLine.Parameters;

/** Which backup is meant. */
final class BackupParameter {

    @Parameters(
            paramLabel = "BACKUP",
            description = "Its name, as backups list has it; without its schema where only one has it.")
    private String name = "";

    String name() {
        return name;
    }
}
