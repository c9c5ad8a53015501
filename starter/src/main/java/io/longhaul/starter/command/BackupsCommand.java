package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** {@code backups}: names what can be done with them. */
@Command(
        name = "backups",
        description =
                "Backups of tables that migrations made before they changed them: each is recorded, with what was in"
                        + " it, in the table migration_backups of its schema.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  bin/starter backups list",
            "  bin/starter backups verify chunks_backup_20260811_120000",
            "  bin/starter backups extend chunks_backup_20260811_120000 --days 14",
            "  bin/starter backups cleanup --dry-run",
            "  bin/starter backups cleanup --every 1d",
            "  bin/starter backups restore chunks_backup_20260811_120000"
        })
final class BackupsCommand implements Runnable {

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    private BackupsCommand() {}

    static CommandLine commandLine(Invocation invocation) {
        CommandLine backups = new CommandLine(new BackupsCommand());
        backups.addSubcommand(new BackupsListCommand(invocation));
        backups.addSubcommand(new BackupsStatusCommand(invocation));
        backups.addSubcommand(new BackupsVerifyCommand(invocation));
        backups.addSubcommand(new BackupsExtendCommand(invocation));
        backups.addSubcommand(new BackupsCleanupCommand(invocation));
        backups.addSubcommand(new BackupsRestoreCommand(invocation));
        return backups;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what to do: list, status, verify, extend, cleanup or restore");
    }
}
