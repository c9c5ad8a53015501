package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.starter.Cli.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be done with backups from the command line, on the real stack. */
@Timeout(240)
class BackupCommandsTest {

    private static Answer backups(Stack stack, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "backups";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return stack.cli(Map.of(), all);
    }

    @Test
    void aBackupIsListedVerifiedExtendedRestoredAndDropped() throws Exception {
        Stack stack = Stack.running();
        Truth truth = new Truth(stack.settings);
        try (TargetServer server = new TargetServer(stack.settings.target(), 2)) {
            truth.inTarget("CREATE TABLE public.notes (id int PRIMARY KEY, body text);"
                    + " INSERT INTO public.notes SELECT n, 'note ' || n FROM generate_series(1, 500) n");
            String name = new Backups(server.database())
                    .make("public.notes", "a1", 7, note -> {}, () -> {})
                    .orElseThrow()
                    .name();

            assertThat(backups(stack, "list").out()).contains("public." + name, "500", "verified");
            JsonNode listed = backups(stack, "list", "--output", "json").json();
            assertThat(listed.findValuesAsText("backup")).contains("public." + name);
            assertThat(backups(stack, "verify", name).out())
                    .contains("Backup public." + name + " holds.", "table notes is as it was");
            assertThat(backups(stack, "extend", name, "--days", "14").out())
                    .contains("Backup public." + name + " is kept until 20");
            assertThat(backups(stack, "status").out()).contains("Verified");

            truth.inTarget("DELETE FROM public.notes WHERE id > 100");
            assertThat(backups(stack, "restore", name).err()).contains("--yes says that you mean it");
            Answer restored = backups(stack, "restore", name, "--yes");
            assertThat(restored.exit()).as(restored.out() + restored.err()).isZero();
            assertThat(restored.out())
                    .contains("Table public.notes gets the 500 rows that it had at")
                    .contains("Now: table notes has changed since, and has 100 rows.");
            assertThat(truth.target("SELECT count(*) FROM public.notes")).containsExactly("500");
            assertThat(backups(stack, "list").out()).contains("public.notes_replaced_20");
            assertThat(stack.cli(Map.of(), "status", "public." + name + "-restore")
                            .out())
                    .contains("completed");

            truth.inTarget("DELETE FROM public." + name + " WHERE id = 7");
            Answer broken = backups(stack, "verify", name);
            assertThat(broken.exit()).isEqualTo(1);
            assertThat(broken.out()).contains("does not hold: it has 499 rows, and had 500 when it was made");
            assertThat(backups(stack, "restore", name, "--yes").err()).contains("does not hold, so it is not restored");
            truth.inTarget("UPDATE public.migration_backups SET expires_at = now() - interval '1 hour'");
            assertThat(backups(stack, "cleanup", "--dry-run").out())
                    .contains("Kept public." + name + ", as it has 499 rows", "Would drop public.notes_replaced_20");
            assertThat(backups(stack, "cleanup").out()).contains("Dropped public.notes_replaced_20");
            assertThat(backups(stack, "list").out()).doesNotContain("notes_replaced_20");
            assertThat(backups(stack, "list", "--all").out()).contains("notes_replaced_20");
            assertThat(backups(stack, "verify", "none").err()).contains("there is no backup none");
            truth.inTarget("DROP TABLE public.notes, public.migration_backups, public." + name);
        }
    }
}
