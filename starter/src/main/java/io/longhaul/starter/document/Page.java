package io.longhaul.starter.document;

import io.longhaul.starter.report.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A report in words, tables and charts, before it has a format. All texts are plain: whoever prints them escapes them.
 *
 * @param kicker what kind of document it is
 * @param figures what matters most, few
 */
record Page(
        String kicker,
        String title,
        Badge badge,
        String outcome,
        List<Figure> figures,
        List<Section> sections,
        String footer) {

    /** How good something is. */
    enum Tone {
        NEUTRAL,
        GOOD,
        ATTENTION,
        BAD
    }

    record Badge(String text, Tone tone) {}

    /** A number with what it counts. */
    record Figure(String label, String value, Tone tone) {}

    record Section(String title, List<Block> blocks) {

        Section(String title, Block... blocks) {
            this(title, List.of(blocks));
        }
    }

    /** Something in a section. */
    sealed interface Block permits Note, Facts, Items, Table, Timeline, Bars {}

    record Note(String text) implements Block {}

    record Fact(String label, String value) {}

    record Facts(List<Fact> facts) implements Block {

        Facts(Fact... facts) {
            this(List.of(facts));
        }
    }

    record Items(List<String> items) implements Block {}

    /** @param numeric aligned at its right */
    record Column(String title, boolean numeric) {

        static Column text(String title) {
            return new Column(title, false);
        }

        static Column number(String title) {
            return new Column(title, true);
        }
    }

    record Cell(String text, Tone tone) {

        static Cell text(String text) {
            return new Cell(text, Tone.NEUTRAL);
        }

        static Cell number(long number) {
            return text(Texts.count(number));
        }

        /** A number that should be none. */
        static Cell wrong(long number) {
            return new Cell(Texts.count(number), number == 0 ? Tone.NEUTRAL : Tone.BAD);
        }
    }

    record Table(String caption, List<Column> columns, List<List<Cell>> rows) implements Block {

        static List<Cell> row(String... texts) {
            return Arrays.stream(texts).map(Cell::text).toList();
        }
    }

    /**
     * When was what.
     *
     * @param description what is to be seen, for who can't see it
     */
    record Timeline(String title, String description, Instant from, Instant until, List<Lane> lanes) implements Block {

        /** @param label with how long it took */
        record Lane(String label, List<Span> spans) {}

        record Span(Instant from, Instant until, String text) {}
    }

    /**
     * Amounts over time, stacked.
     *
     * @param description what is to be seen, for who can't see it
     * @param unit of the amounts
     * @param slot how long a bar is
     */
    record Bars(String title, String description, String unit, Duration slot, List<Series> series, List<Bar> bars)
            implements Block {

        /** What an amount is of. */
        record Series(String name, Ink ink) {}

        /** @param amounts one for each series */
        record Bar(Instant from, List<Double> amounts) {

            double sum() {
                return amounts.stream().mapToDouble(Double::doubleValue).sum();
            }
        }

        /** Without those that have nothing anywhere. */
        List<Series> seen() {
            return series.stream()
                    .filter(one -> bars.stream().anyMatch(bar -> bar.amounts().get(series.indexOf(one)) > 0))
                    .toList();
        }

        double highest() {
            return bars.stream().mapToDouble(Bar::sum).max().orElse(0);
        }
    }

    /** Which colour. */
    enum Ink {
        MAIN,
        QUIET,
        ALARM
    }
}
