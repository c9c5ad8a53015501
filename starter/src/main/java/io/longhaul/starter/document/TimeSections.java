package io.longhaul.starter.document;

import io.longhaul.starter.document.Page.Bars;
import io.longhaul.starter.document.Page.Block;
import io.longhaul.starter.document.Page.Cell;
import io.longhaul.starter.document.Page.Column;
import io.longhaul.starter.document.Page.Ink;
import io.longhaul.starter.document.Page.Section;
import io.longhaul.starter.document.Page.Table;
import io.longhaul.starter.document.Page.Timeline;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.report.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What a report says of when things were. */
final class TimeSections {

    private TimeSections() {}

    static Section timeline(Report report) {
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
                    phase + " · " + Moments.took(seconds),
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

    static Section flow(Report report) {
        List<Block> blocks = new ArrayList<>();
        Words words = Words.of(report.recipe());
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
                        new Bars.Series(words.skipped(), Ink.QUIET),
                        new Bars.Series(words.failed(), Ink.ALARM)),
                speeds);
        blocks.add(described(speed));
        if (report.flow().slots().stream().anyMatch(it -> it.failed() > 0)) {
            blocks.add(described(new Bars(
                    "Failures",
                    "",
                    "records " + words.failed(),
                    slot,
                    List.of(new Bars.Series(words.failed(), Ink.ALARM)),
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
        String description = "Peak: " + Texts.decimal(highest.sum()) + " " + bars.unit() + ", from "
                + Moments.full(highest.from()) + " on; each bar is "
                + Moments.took((double) bars.slot().toSeconds())
                + ", and a batch counts when it is settled.";
        return new Bars(bars.title(), description, bars.unit(), bars.slot(), bars.series(), bars.bars());
    }
}
