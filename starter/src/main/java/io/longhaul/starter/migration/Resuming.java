package io.longhaul.starter.migration;

import io.longhaul.activities.ledger.JobView;
import io.longhaul.starter.Console;
import io.longhaul.starter.Invocation;
import java.io.PrintStream;
import java.util.List;

/** Asks as whoever ran it before expects to be asked. */
final class Resuming {

    private Resuming() {}

    /** Whether jobs that are not finished are to be gone on with. */
    static boolean wanted(Invocation invocation, boolean yes, PrintStream notices, List<JobView> jobs) {
        notices.println("Found " + jobs.size() + " active job(s)");
        for (JobView job : jobs) {
            notices.printf(
                    "  Job %s: %s, %d/%d batches completed%n",
                    job.id(),
                    job.status().word(),
                    job.totals().batches().completed(),
                    job.totals().batches().total());
        }
        Console console = invocation.console();
        String question = jobs.size() == 1 ? "Resume existing job?" : "Resume existing jobs?";
        if (console.interactive() && !yes) {
            if (!console.yes(notices, question, invocation.interruption())) {
                notices.println("Nothing was started. " + Invocation.PROGRAM + " --fresh begins a new job.");
                return false;
            }
        } else {
            notices.println(question + " (Y/n) Y");
        }
        jobs.forEach(job -> notices.println("Resuming job " + job.id()));
        return true;
    }
}
