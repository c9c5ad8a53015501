package io.longhaul.starter.report;

import io.longhaul.starter.Console;
import io.longhaul.workflows.engine.JobTotals;
import java.io.PrintStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Shows progress: a bar for a person, else a line whenever it changes. Not thread-safe. */
public final class ProgressView {

    private final String name;
    private final Console console;
    private final PrintStream to;
    private final Speed speed = new Speed();
    private String last = "";
    private @Nullable String note;
    private boolean quiet;

    public ProgressView(String name, Console console, PrintStream to) {
        this.name = name;
        this.console = console;
        this.to = to;
    }

    /** Shows nothing but what is said: for work that moves no batches. */
    public ProgressView quiet() {
        quiet = true;
        return this;
    }

    /** Shows where it stands now. */
    public void show(JobTotals totals, Instant now) {
        if (quiet) {
            return;
        }
        JobTotals.Records records = totals.records();
        speed.sample(now, records.processed() + records.failed() + records.skipped());
        if (console.interactive()) {
            draw(ProgressBar.of(name, totals, speed, console.columns()));
            return;
        }
        String line = ProgressLine.of(totals);
        if (totals.batches().total() > 0 && !line.equals(last)) {
            to.println(line);
            last = line;
        }
    }

    /** Says what it does that takes long, or waits for, where that is something else than before; null for nothing. */
    public void note(@Nullable String sentence) {
        if (sentence != null && !sentence.equals(note) && !quiet) {
            say(sentence);
        }
        note = sentence;
    }

    /** A line of its own between two drawings of the bar. */
    public void say(String line) {
        clear();
        to.println(line);
    }

    private void draw(String bar) {
        to.print("\r" + bar + "\u001b[K");
        to.flush();
        last = bar;
    }

    /** Leaves the cursor at the start of an empty line. */
    public void clear() {
        if (console.interactive() && !last.isEmpty()) {
            to.print("\r\u001b[K");
            to.flush();
            last = "";
        }
    }
}
