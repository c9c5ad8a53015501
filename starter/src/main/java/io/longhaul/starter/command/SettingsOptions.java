package io.longhaul.starter.command;

import io.longhaul.starter.Invocation;
import io.longhaul.worker.settings.SettingsReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Where a command's settings come from. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
final class SettingsOptions {

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "Settings in YAML; flags, the environment and .env go before it.")
    private @Nullable Path spec;

    @Option(names = "--env", paramLabel = "NAME", description = "Take this profile of the spec's profiles: env.")
    private @Nullable String env;

    @Option(names = "--dataset", paramLabel = "NAME", description = "The same of its profiles: dataset.")
    private @Nullable String dataset;

    @Option(
            names = "--user-id",
            paramLabel = "ID",
            description = "What $${USER_ID} stands for in the spec; Cognito is not asked.")
    private @Nullable String userId;

    @Option(names = "--skip-cognito", description = "Do not ask Cognito for the spec's user.")
    private boolean skipCognito;

    @Option(
            names = "--aws-profile",
            paramLabel = "NAME",
            description = "Ask AWS by this profile; default: as AWS's own programs do.")
    private @Nullable String awsProfile;

    boolean hasSpec() {
        return spec != null;
    }

    SettingsReader reader(Invocation invocation) {
        return invocation
                .settings()
                .spec(spec)
                .env(env)
                .dataset(dataset)
                .userId(userId)
                .skipCognito(skipCognito)
                .awsProfile(awsProfile);
    }
}
