package io.longhaul.starter.document;

import io.longhaul.starter.document.Page.Bars;
import io.longhaul.starter.document.Page.Block;
import io.longhaul.starter.document.Page.Cell;
import io.longhaul.starter.document.Page.Column;
import io.longhaul.starter.document.Page.Facts;
import io.longhaul.starter.document.Page.Items;
import io.longhaul.starter.document.Page.Note;
import io.longhaul.starter.document.Page.Section;
import io.longhaul.starter.document.Page.Table;
import io.longhaul.starter.document.Page.Timeline;
import io.longhaul.starter.report.Texts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints a page in the Markdown of GitHub and GitLab. Charts are bars of characters. */
final class Markdown {

    /** What would begin a mark-up, a link or an entity. An underscore within a word does not. */
    private static final Pattern SPECIAL =
            Pattern.compile("[\\\\`*\\[\\]<>|~&#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//)|@");

    private static final int BAR = 40;

    private final StringBuilder out = new StringBuilder();

    private Markdown() {}

    static String of(Page page) {
        Markdown markdown = new Markdown();
        markdown.page(page);
        return markdown.out.toString();
    }

    private void page(Page page) {
        line("# " + text(page.kicker()) + ": " + text(page.title()));
        line("");
        line("**" + text(page.badge().text().toUpperCase(Locale.ROOT)) + "** · " + text(page.outcome()));
        line("");
        page.figures().forEach(figure -> line("- **" + text(figure.value()) + "** " + text(figure.label())));
        line("");
        page.sections().forEach(this::section);
        line("---");
        line("");
        line(text(page.footer()));
    }

    private void section(Section section) {
        line("## " + text(section.title()));
        line("");
        for (Block block : section.blocks()) {
            block(block);
            line("");
        }
    }

    private void block(Block block) {
        if (block instanceof Note note) {
            line(text(note.text()));
        } else if (block instanceof Facts facts) {
            facts.facts().forEach(fact -> line("- **" + text(fact.label()) + ":** " + text(fact.value())));
        } else if (block instanceof Items items) {
            items.items().forEach(item -> line("- " + text(item)));
        } else if (block instanceof Table table) {
            table(table);
        } else if (block instanceof Timeline timeline) {
            line(text(timeline.description()) + ".");
        } else if (block instanceof Bars bars) {
            bars(bars);
        }
    }

    private void table(Table table) {
        line(text(table.caption()) + ":");
        line("");
        row(table.columns().stream().map(Column::title).toList());
        line(table.columns().stream()
                .map(column -> column.numeric() ? "---:" : "---")
                .collect(Collectors.joining(" | ", "| ", " |")));
        table.rows().forEach(row -> row(row.stream().map(Cell::text).toList()));
    }

    private void row(List<String> cells) {
        line(cells.stream().map(Markdown::text).collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void bars(Bars bars) {
        Duration length = Duration.between(
                bars.bars().get(0).from(),
                bars.bars().get(bars.bars().size() - 1).from());
        line("**" + text(bars.title()) + "**, " + text(bars.unit()) + ". " + text(bars.description()));
        line("");
        line("```text");
        for (Bars.Bar bar : bars.bars()) {
            if (bar.sum() == 0) {
                continue;
            }
            int width = (int) Math.ceil(bar.sum() / bars.highest() * BAR);
            line(Moments.tick(bar.from(), length) + "  " + "█".repeat(width) + " " + Texts.decimal(bar.sum()));
        }
        line("```");
    }

    private void line(String line) {
        out.append(line).append('\n');
    }

    /** On one line, and nothing but text. */
    static String text(String plain) {
        return SPECIAL.matcher(plain.replaceAll("[\\s\\p{Cntrl}]+", " ")).replaceAll("\\\\$0");
    }
}
