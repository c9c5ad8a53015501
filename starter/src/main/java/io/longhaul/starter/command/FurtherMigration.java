package io.longhaul.starter.command;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.Run;
import io.longhaul.starter.migration.RunRequest;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Output;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Setting;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A migration of its own that takes up what another one has made of a table: so it outlives this command, and is seen in list,
 * status and the Web UI. It is called after the other and the command.
 *
 * @param reader of the command's settings
 * @param command its name
 * @param question asked before
 */
record FurtherMigration(
        Invocation invocation, SettingsReader reader, Output output, YesOption yes, String command, String question) {

    /**
     * After a migration that has divided a table.
     *
     * @param words what will be done and what is lost, for the table as it stands
     * @return what is left to do when the services are closed
     */
    Supplier<ExitCode> of(Services services, JobView job, Aim aim, Function<TablePair, List<String>> words) {
        return of(
                services,
                job.name() + "-" + command,
                job.source(),
                aim,
                "changes the table of migration " + job.name(),
                () -> words.apply(pair(services, job)));
    }

    /**
     * @param name of the migration
     * @param table that it is about
     * @param does what it does, after its name
     * @param words what will be done and what is lost
     * @return what is left to do when the services are closed
     */
    Supplier<ExitCode> of(
            Services services, String name, String table, Aim aim, String does, Supplier<List<String>> words) {
        PrintStream notices = output.notices(invocation.console());
        Optional<JobView> before = services.jobs().latest(name);
        SettingsReader further = reader.flag(command, Setting.LONGHAUL_RECIPE, RepartitionSpec.RECIPE)
                .flag(command, Setting.LONGHAUL_NAME, name)
                .flag(command, Setting.REPARTITION_TABLE, table)
                .flag(command, Setting.REPARTITION_AIM, Json.text(aim));
        boolean begun = before.isPresent() && before.get().status().unfinished();
        if (begun) {
            notices.println("It was begun before, and goes on.");
        } else {
            words.get().forEach(notices::println);
            if (!yes.agreed(invocation, command + " " + does, question)) {
                notices.println("Nothing was changed.");
                return () -> ExitCode.OK;
            }
        }
        RunRequest request = new RunRequest(0, true, before.isPresent() && !begun, false, output);
        return () -> new Run(invocation, request).with(further);
    }

    private TablePair pair(Services services, JobView job) {
        LiveDatabase database =
                new LiveDatabase(services.target().database(), Duration.ofMillis(Limits.DEFAULT.writerWait()));
        TablePair pair = Pairs.of(database, job.source(), Watch.ofThisThread());
        if (services.jobs().of(job.name()).stream().noneMatch(one -> one.id().equals(pair.job()))) {
            throw Refusal.usage(
                    "table " + pair + " was given another layout since by another migration: " + command + " that one");
        }
        return pair;
    }
}
