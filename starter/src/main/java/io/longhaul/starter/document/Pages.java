package io.longhaul.starter.document;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.document.Page.Badge;
import io.longhaul.starter.document.Page.Bars;
import io.longhaul.starter.document.Page.Block;
import io.longhaul.starter.document.Page.Cell;
import io.longhaul.starter.document.Page.Column;
import io.longhaul.starter.document.Page.Fact;
import io.longhaul.starter.document.Page.Facts;
import io.longhaul.starter.document.Page.Figure;
import io.longhaul.starter.document.Page.Ink;
import io.longhaul.starter.document.Page.Items;
import io.longhaul.starter.document.Page.Note;
import io.longhaul.starter.document.Page.Section;
import io.longhaul.starter.document.Page.Table;
import io.longhaul.starter.document.Page.Timeline;
import io.longhaul.starter.document.Page.Tone;
import io.longhaul.starter.report.RunReport;
import io.longhaul.starter.report.Texts;
import io.longhaul.workflows.engine.Check;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Puts a {@link Report} into words: a section for each thing that it has. */
final class Pages {

    private Pages() {}

    static Page of(Report report) {
        List<Section> sections = new ArrayList<>();
        sections.add(moved(report));
        if (!report.phases().isEmpty()) {
            sections.add(timeline(report));
        }
        if (!report.flow().slots().isEmpty()) {
            sections.add(flow(report));
        }
        sections.add(counts(report));
        if (report.failures().records() > 0 || report.failures().resolved() > 0) {
            sections.add(failures(report));
        }
        if (!report.issues().isEmpty()) {
            sections.add(issues(report));
        }
        sections.add(verification(report));
        Report.Embeddings embeddings = report.embeddings();
        if (embeddings != null) {
            sections.add(embeddings(report, embeddings));
        }
        if (report.rounds().size() > 1 || report.schedule() != null) {
            sections.add(rounds(report));
        }
        if (!report.workers().isEmpty()) {
            sections.add(workers(report));
        }
        if (!report.settings().isEmpty()) {
            sections.add(settings(report));
        }
        return new Page(
                "Migration report",
                report.name(),
                badge(report),
                report.state().outcome(),
                figures(report),
                sections,
                "Made by Longhaul at " + Moments.full(report.made()) + " from its ledger, job " + report.job()
                        + ". All times are UTC. Records are named by their keys; nothing here is content of theirs.");
    }

    private static Badge badge(Report report) {
        String status = report.state().status();
        boolean cutOff = Boolean.FALSE.equals(report.state().running()) && status.equals("running");
        Tone tone =
                switch (status) {
                    case "completed" -> report.records().failed() == 0 ? Tone.GOOD : Tone.ATTENTION;
                    case "failed" -> Tone.BAD;
                    case "paused", "cancelled" -> Tone.ATTENTION;
                    default -> cutOff ? Tone.ATTENTION : Tone.NEUTRAL;
                };
        boolean some = status.equals("completed") && report.records().failed() > 0;
        return new Badge(cutOff ? "cut off" : some ? "completed with failures" : status, tone);
    }

    private static List<Figure> figures(Report report) {
        List<Figure> figures = new ArrayList<>();
        long there = report.records().processed() + report.records().skipped();
        figures.add(new Figure(
                "records in the target, of " + Texts.count(report.records().total()),
                Texts.count(there),
                Tone.NEUTRAL));
        long failed = report.records().failed();
        figures.add(new Figure("failed", Texts.count(failed), failed == 0 ? Tone.NEUTRAL : Tone.BAD));
        RunReport.Verified verified = report.verification();
        figures.add(
                verified == null
                        ? new Figure("verified", "not yet", Tone.NEUTRAL)
                        : new Figure(
                                "verified",
                                verified.passed() ? "yes" : "differs",
                                verified.passed() ? Tone.GOOD : Tone.BAD));
        if (report.speed().seconds() > 0) {
            figures.add(new Figure("to copy", Moments.took(report.speed().seconds()), Tone.NEUTRAL));
            figures.add(new Figure("records a second", rate(report.speed().perSecond()), Tone.NEUTRAL));
        }
        Report.Embeddings embeddings = report.embeddings();
        if (embeddings != null && embeddings.costUsd() != null) {
            figures.add(new Figure("US dollars", cost(embeddings.costUsd()), Tone.NEUTRAL));
        }
        return figures;
    }

    private static Section moved(Report report) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("From", report.source()));
        facts.add(new Fact("To", report.target()));
        if (!report.model().isEmpty()) {
            facts.add(new Fact("Model, with its dimensions", report.model()));
        }
        facts.add(new Fact("Recipe", report.recipe()));
        Report.State state = report.state();
        facts.add(new Fact("Begun", Moments.full(state.started() == null ? state.created() : state.started())));
        if (state.finished() != null) {
            facts.add(new Fact("Ended", Moments.full(state.finished())));
        }
        if (!report.workers().isEmpty()) {
            facts.add(new Fact("By", Texts.count(report.workers().size(), "worker", "workers")));
        }
        return new Section("What was moved", new Facts(facts));
    }

    private static Section timeline(Report report) {
        Map<String, List<Report.InPhase>> lanes = report.phases().stream()
                .collect(Collectors.groupingBy(Report.InPhase::phase, LinkedHashMap::new, Collectors.toList()));
        Instant from = report.phases().get(0).entered();
        Instant until = report.phases().stream()
                .map(phase -> until(report, phase))
                .max(Instant::compareTo)
                .orElse(from);
        List<Timeline.Lane> drawn = new ArrayList<>();
        List<String> said = new ArrayList<>();
        lanes.forEach((phase, entered) -> {
            double seconds =
                    entered.stream().mapToDouble(Report.InPhase::seconds).sum();
            said.add(phase + " " + Moments.took(seconds));
            drawn.add(new Timeline.Lane(
                    phase + "  " + Moments.took(seconds),
                    entered.stream()
                            .map(one -> new Timeline.Span(
                                    one.entered(),
                                    until(report, one),
                                    phase + " from " + Moments.full(one.entered()) + ", "
                                            + Moments.took(one.seconds())))
                            .toList()));
        });
        List<List<Cell>> rows = report.phases().stream()
                .map(phase -> Table.row(
                        phase.phase(),
                        Integer.toString(phase.round()),
                        Moments.full(phase.entered()),
                        phase.left() == null ? "under way" : Moments.full(phase.left()),
                        Moments.took(phase.seconds())))
                .toList();
        boolean rounds = report.phases().stream().anyMatch(phase -> phase.round() > 0);
        List<Column> columns = List.of(
                Column.text("Phase"),
                Column.number("Round"),
                Column.text("From"),
                Column.text("To"),
                Column.number("Took"));
        return new Section(
                "Timeline",
                new Timeline(
                        "Phases over time",
                        "From " + Moments.full(from) + " to " + Moments.full(until) + ": " + String.join(", ", said),
                        from,
                        until,
                        drawn),
                rounds
                        ? new Table("Each run goes through the phases", columns, rows)
                        : without(1, new Table("Each run goes through the phases", columns, rows)));
    }

    private static Table without(int column, Table table) {
        return new Table(
                table.caption(),
                without(column, table.columns()),
                table.rows().stream().map(row -> without(column, row)).toList());
    }

    private static <T> List<T> without(int index, List<T> list) {
        List<T> rest = new ArrayList<>(list);
        rest.remove(index);
        return rest;
    }

    private static Instant until(Report report, Report.InPhase phase) {
        return phase.left() == null ? report.made() : phase.left();
    }

    private static Section flow(Report report) {
        List<Block> blocks = new ArrayList<>();
        Duration slot = Duration.ofSeconds(report.flow().seconds());
        double seconds = report.flow().seconds();
        List<Bars.Bar> speeds = bars(
                report,
                List.of(it -> it.processed() / seconds, it -> it.skipped() / seconds, it -> it.failed() / seconds));
        Bars speed = new Bars(
                "Throughput",
                "",
                "records a second",
                slot,
                List.of(
                        new Bars.Series("written", Ink.MAIN),
                        new Bars.Series("unchanged", Ink.QUIET),
                        new Bars.Series("failed", Ink.ALARM)),
                speeds);
        blocks.add(described(speed));
        if (report.flow().slots().stream().anyMatch(it -> it.failed() > 0)) {
            blocks.add(described(new Bars(
                    "Failures",
                    "",
                    "failed records",
                    slot,
                    List.of(new Bars.Series("failed", Ink.ALARM)),
                    bars(report, List.of(it -> (double) it.failed())))));
        }
        return new Section("Over time", blocks);
    }

    private static List<Bars.Bar> bars(Report report, List<ToDoubleFunction<Report.Flow.Slot>> amounts) {
        return report.flow().slots().stream()
                .map(slot -> new Bars.Bar(
                        slot.from(),
                        amounts.stream()
                                .map(amount -> amount.applyAsDouble(slot))
                                .toList()))
                .toList();
    }

    private static Bars described(Bars bars) {
        Bars.Bar highest = bars.bars().stream()
                .max(Comparator.comparingDouble(Bars.Bar::sum))
                .orElseThrow();
        String description = "At most " + rate(highest.sum()) + " " + bars.unit() + ", from "
                + Moments.full(highest.from()) + " on; each bar is "
                + Moments.took((double) bars.slot().toSeconds())
                + ", and a batch counts when it is settled.";
        return new Bars(bars.title(), description, bars.unit(), bars.slot(), bars.series(), bars.bars());
    }

    private static Section counts(Report report) {
        long done = report.records().processed()
                + report.records().skipped()
                + report.records().failed();
        long coming = Math.max(0, report.records().total() - done);
        Report.Batches batches = report.batches();
        return new Section(
                "Records and batches",
                new Table(
                        "Records",
                        List.of(
                                Column.number("Total"),
                                Column.number("Written"),
                                Column.number("Unchanged"),
                                Column.number("Failed"),
                                Column.number("To come")),
                        List.of(List.of(
                                plain(report.records().total()),
                                plain(report.records().processed()),
                                plain(report.records().skipped()),
                                wrong(report.records().failed()),
                                plain(coming)))),
                new Table(
                        "Batches of up to " + Texts.count(batches.size(), "record", "records"),
                        List.of(
                                Column.number("Total"),
                                Column.number("Completed"),
                                Column.number("Under way"),
                                Column.number("Pending"),
                                Column.number("Failed"),
                                Column.number("Begun again")),
                        List.of(List.of(
                                plain(batches.total()),
                                plain(batches.completed()),
                                plain(batches.processing()),
                                plain(batches.pending()),
                                wrong(batches.failed()),
                                plain(batches.again())))));
    }

    private static Cell plain(long number) {
        return new Cell(Texts.count(number), Tone.NEUTRAL);
    }

    private static Cell wrong(long number) {
        return new Cell(Texts.count(number), number == 0 ? Tone.NEUTRAL : Tone.BAD);
    }

    private static Section failures(Report report) {
        Report.Failures failures = report.failures();
        List<Block> blocks = new ArrayList<>();
        if (!failures.kinds().isEmpty()) {
            blocks.add(new Table(
                    "By reason, the most frequent first",
                    List.of(Column.text("Reason"), Column.number("Records"), Column.text("Keys, some of them")),
                    failures.kinds().stream()
                            .map(kind -> Table.row(
                                    kind.error(), Texts.count(kind.records()), keys(kind.keys(), kind.records())))
                            .toList()));
        }
        if (!failures.batches().isEmpty()) {
            blocks.add(new Table(
                    "Batches that failed whole",
                    List.of(
                            Column.text("Kind"),
                            Column.number("Batches"),
                            Column.number("Records"),
                            Column.text("Reason of one of them")),
                    failures.batches().stream()
                            .map(failed -> Table.row(
                                    failed.kind(),
                                    Texts.count(failed.batches()),
                                    Texts.count(failed.records()),
                                    failed.error()))
                            .toList()));
        }
        if (failures.resolved() > 0) {
            blocks.add(new Note(Texts.count(
                            failures.resolved(),
                            "record that had failed went through later",
                            "records that had failed went through later")
                    + "."));
        }
        if (failures.records() > 0) {
            blocks.add(new Note("Once they are mended at the source, " + Invocation.PROGRAM + " retry-failed "
                    + report.name() + " takes up exactly these; " + Invocation.PROGRAM + " failures " + report.name()
                    + " lists them."));
        }
        return new Section("Failed records", blocks);
    }

    private static String keys(List<List<String>> keys, long records) {
        String some = keys.stream().map(key -> String.join(" / ", key)).collect(Collectors.joining(", "));
        return some + (keys.size() < records ? ", …" : "");
    }

    private static Section issues(Report report) {
        Map<String, List<Report.Issue>> categories = report.issues().stream()
                .collect(Collectors.groupingBy(Report.Issue::category, LinkedHashMap::new, Collectors.toList()));
        List<Block> tables = new ArrayList<>();
        categories.forEach((category, issues) -> tables.add(new Table(
                category,
                List.of(
                        Column.text("Severity"),
                        Column.text("Where"),
                        Column.text("What"),
                        Column.number("Records"),
                        Column.text("Keys, some of them"),
                        Column.text("Resolution")),
                issues.stream()
                        .map(issue -> Table.row(
                                issue.severity(),
                                issue.where(),
                                issue.what(),
                                Texts.count(issue.records()),
                                keys(issue.keys(), issue.records()),
                                issue.resolution() == null ? "none yet" : issue.resolution()))
                        .toList())));
        return new Section("Issues", tables);
    }

    private static Section verification(Report report) {
        RunReport.Verified verified = report.verification();
        if (verified == null) {
            return new Section("Verification", new Note("Source and target have not been compared yet."));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Table(
                verified.passed() ? "Source and target agree" : "Source and target differ",
                List.of(
                        Column.text("Check"),
                        Column.number("Looked at"),
                        Column.number("Wrong"),
                        Column.text("Decides"),
                        Column.text("Result")),
                verified.checks().stream().map(Pages::check).toList()));
        if (!verified.examples().isEmpty()) {
            blocks.add(new Note("Examples:"));
            blocks.add(new Items(verified.examples()));
        }
        return new Section("Verification", blocks);
    }

    private static List<Cell> check(Check check) {
        Cell result = !check.passed()
                ? new Cell("failed", Tone.BAD)
                : check.wrong() > 0 ? new Cell("for information", Tone.ATTENTION) : new Cell("passed", Tone.GOOD);
        return List.of(
                new Cell(check.name(), Tone.NEUTRAL),
                plain(check.of()),
                new Cell(Texts.count(check.wrong()), check.passed() ? Tone.NEUTRAL : Tone.BAD),
                new Cell(check.decisive() ? "yes" : "no", Tone.NEUTRAL),
                result);
    }

    private static Section embeddings(Report report, Report.Embeddings embeddings) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Requests", Texts.count(embeddings.requests())));
        facts.add(new Fact("Texts", Texts.count(embeddings.texts())));
        facts.add(new Fact("Tokens", Texts.count(embeddings.tokens())));
        facts.add(new Fact("Batches begun again", Texts.count(report.batches().again())));
        if (embeddings.pricePerMillion() != null && embeddings.costUsd() != null) {
            facts.add(new Fact(
                    "Cost",
                    cost(embeddings.costUsd()) + " USD, at "
                            + embeddings.pricePerMillion().toPlainString() + " USD a million tokens as it is set"));
        } else {
            facts.add(new Fact("Cost", "not known: the last run did not note its price"));
        }
        return new Section("Embeddings and cost", new Facts(facts));
    }

    /** With cents, or more exactly where it is less than ten of them. */
    private static String cost(BigDecimal usd) {
        boolean small = usd.signum() > 0 && usd.compareTo(new BigDecimal("0.10")) < 0;
        return usd.setScale(small ? 4 : 2, RoundingMode.HALF_UP).toPlainString();
    }

    private static Section rounds(Report report) {
        List<Block> blocks = new ArrayList<>();
        if (report.schedule() != null) {
            blocks.add(new Facts(new Fact("Schedule", report.schedule().text())));
        }
        blocks.add(new Table(
                "Round 0 took all records, each further one what was new and had changed",
                List.of(
                        Column.number("Round"),
                        Column.text("Begun"),
                        Column.text("Last batch settled"),
                        Column.number("Written"),
                        Column.number("Unchanged"),
                        Column.number("Failed")),
                report.rounds().stream()
                        .map(round -> List.of(
                                plain(round.number()),
                                new Cell(Moments.full(round.started()), Tone.NEUTRAL),
                                new Cell(
                                        round.finished() == null ? "none yet" : Moments.full(round.finished()),
                                        Tone.NEUTRAL),
                                plain(round.processed()),
                                plain(round.skipped()),
                                wrong(round.failed())))
                        .toList()));
        return new Section("Rounds", blocks);
    }

    private static Section workers(Report report) {
        return new Section(
                "Workers",
                new Table(
                        "Each batch counts for the worker that took it last",
                        List.of(
                                Column.text("Worker"),
                                Column.number("Batches"),
                                Column.number("Records"),
                                Column.text("First batch"),
                                Column.text("Last batch settled")),
                        report.workers().stream()
                                .map(worker -> Table.row(
                                        worker.identity(),
                                        Texts.count(worker.batches()),
                                        Texts.count(worker.records()),
                                        Moments.full(worker.from()),
                                        worker.until() == null ? "none yet" : Moments.full(worker.until())))
                                .toList()));
    }

    private static Section settings(Report report) {
        return new Section(
                "Settings",
                new Table(
                        "As the last run was started with; those of services, and all secrets, are left out",
                        List.of(Column.text("Setting"), Column.text("Value")),
                        report.settings().entrySet().stream()
                                .map(setting -> Table.row(setting.getKey(), setting.getValue()))
                                .toList()));
    }

    static String rate(double number) {
        return number >= 10 || number == Math.rint(number)
                ? Texts.count(Math.round(number))
                : String.format(Locale.ROOT, "%.1f", number);
    }
}
