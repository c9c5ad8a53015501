package io.longhaul.starter.document;

import io.longhaul.starter.Invocation;
import io.longhaul.starter.document.Page.Block;
import io.longhaul.starter.document.Page.Cell;
import io.longhaul.starter.document.Page.Column;
import io.longhaul.starter.document.Page.Items;
import io.longhaul.starter.document.Page.Note;
import io.longhaul.starter.document.Page.Section;
import io.longhaul.starter.document.Page.Table;
import io.longhaul.starter.document.Page.Tone;
import io.longhaul.starter.report.RunReport;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.report.Words;
import io.longhaul.workflows.engine.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a report says of records: what became of them, and what is wrong with some. */
final class ResultSections {

    private ResultSections() {}

    static Section counts(Report report) {
        long done = report.records().processed()
                + report.records().skipped()
                + report.records().failed();
        long coming = Math.max(0, report.records().total() - done);
        Report.Batches batches = report.batches();
        Words words = Words.of(report.recipe());
        return new Section(
                "Records and batches",
                new Table(
                        "Records",
                        List.of(
                                Column.number("Total"),
                                Column.number("Written"),
                                Column.number(Texts.capital(words.skipped())),
                                Column.number(Texts.capital(words.failed())),
                                Column.number("To come")),
                        List.of(List.of(
                                Cell.number(report.records().total()),
                                Cell.number(report.records().processed()),
                                Cell.number(report.records().skipped()),
                                Cell.wrong(report.records().failed()),
                                Cell.number(coming)))),
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
                                Cell.number(batches.total()),
                                Cell.number(batches.completed()),
                                Cell.number(batches.processing()),
                                Cell.number(batches.pending()),
                                Cell.wrong(batches.failed()),
                                Cell.number(batches.again())))));
    }

    static Section failures(Report report) {
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
            String mend = Words.of(report.recipe()).mend().formatted(report.name());
            blocks.add(new Note(mend + " " + Invocation.PROGRAM + " failures " + report.name() + " lists them."));
        }
        return new Section(Texts.capital(Words.of(report.recipe()).failed()) + " records", blocks);
    }

    private static String keys(List<List<String>> keys, long records) {
        String some = keys.stream().map(key -> String.join(" / ", key)).collect(Collectors.joining(", "));
        return some + (!keys.isEmpty() && keys.size() < records ? ", …" : "");
    }

    /** One that is open stands out; a number is there only where it is about records. */
    private static List<Cell> issue(Report.Issue issue) {
        boolean grave = issue.open() && issue.severity().equals("HIGH");
        return List.of(
                new Cell(issue.severity(), grave ? Tone.BAD : Tone.NEUTRAL),
                Cell.text(issue.where()),
                Cell.text(issue.what()),
                Cell.text(issue.records() == 0 ? "" : Texts.count(issue.records())),
                Cell.text(keys(issue.keys(), issue.records())),
                new Cell(resolution(issue), issue.open() ? Tone.ATTENTION : Tone.NEUTRAL));
    }

    private static String resolution(Report.Issue issue) {
        if (issue.resolution() != null) {
            return issue.resolution();
        }
        if (!issue.open()) {
            return "none needed";
        }
        return issue.proposal() == null ? "none yet" : "none yet; proposed: " + issue.proposal();
    }

    static Section issues(Report report) {
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
                issues.stream().map(ResultSections::issue).toList())));
        return new Section("Issues", tables);
    }

    static Section verification(Report report) {
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
                verified.checks().stream().map(ResultSections::check).toList()));
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
                Cell.text(check.name()),
                Cell.number(check.of()),
                new Cell(Texts.count(check.wrong()), check.passed() ? Tone.NEUTRAL : Tone.BAD),
                Cell.text(check.decisive() ? "yes" : "no"),
                result);
    }
}
