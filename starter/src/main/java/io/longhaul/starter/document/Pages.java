package io.longhaul.starter.document;

import io.longhaul.starter.document.Page.Badge;
import io.longhaul.starter.document.Page.Block;
import io.longhaul.starter.document.Page.Cell;
import io.longhaul.starter.document.Page.Column;
import io.longhaul.starter.document.Page.Fact;
import io.longhaul.starter.document.Page.Facts;
import io.longhaul.starter.document.Page.Figure;
import io.longhaul.starter.document.Page.Note;
import io.longhaul.starter.document.Page.Section;
import io.longhaul.starter.document.Page.Table;
import io.longhaul.starter.document.Page.Tone;
import io.longhaul.starter.report.RunReport;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.report.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Puts a {@link Report} into words: a section for each thing that it has. */
final class Pages {

    private Pages() {}

    static Page of(Report report) {
        List<Section> sections = new ArrayList<>();
        sections.add(moved(report));
        if (!report.phases().isEmpty()) {
            sections.add(TimeSections.timeline(report));
        }
        if (!report.flow().slots().isEmpty()) {
            sections.add(TimeSections.flow(report));
        }
        sections.add(ResultSections.counts(report));
        if (report.failures().records() > 0 || report.failures().resolved() > 0) {
            sections.add(ResultSections.failures(report));
        }
        if (!report.issues().isEmpty()) {
            sections.add(ResultSections.issues(report));
        }
        sections.add(ResultSections.verification(report));
        if (report.partitions() != null) {
            sections.add(PartitionSection.of(report.partitions()));
        }
        if (report.layout() != null) {
            sections.add(new Section("Layout", List.of(sentence(report.layout().text()))));
        }
        if (report.log() != null) {
            sections.add(new Section(
                    "Log of writes",
                    List.of(sentence(String.join("; ", report.log().text())))));
        }
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

    private static Note sentence(String text) {
        return new Note(Texts.capital(text) + ".");
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
        Words words = Words.of(report.recipe());
        long there = words.there(report.records());
        figures.add(new Figure(
                "records in the target, of " + Texts.count(report.records().total()),
                Texts.count(there),
                Tone.NEUTRAL));
        long failed = report.records().failed();
        figures.add(new Figure(words.failed(), Texts.count(failed), failed == 0 ? Tone.NEUTRAL : Tone.BAD));
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
            figures.add(
                    new Figure("records a second", Texts.decimal(report.speed().perSecond()), Tone.NEUTRAL));
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
                                Cell.number(round.number()),
                                Cell.text(Moments.full(round.started())),
                                Cell.text(round.finished() == null ? "none yet" : Moments.full(round.finished())),
                                Cell.number(round.processed()),
                                Cell.number(round.skipped()),
                                Cell.wrong(round.failed())))
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
}
