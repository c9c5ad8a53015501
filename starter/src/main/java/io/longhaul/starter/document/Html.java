package io.longhaul.starter.document;

import io.longhaul.starter.document.Page.Bars;
import io.longhaul.starter.document.Page.Block;
import io.longhaul.starter.document.Page.Cell;
import io.longhaul.starter.document.Page.Facts;
import io.longhaul.starter.document.Page.Items;
import io.longhaul.starter.document.Page.Note;
import io.longhaul.starter.document.Page.Section;
import io.longhaul.starter.document.Page.Table;
import io.longhaul.starter.document.Page.Timeline;
import io.longhaul.starter.document.Page.Tone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Prints a page as one HTML file, which is well-formed XML too: styles and charts are in it, it has no script, and its
 * policy lets a browser load nothing for it.
 */
final class Html {

    private static final String STYLE = style();

    /** Which a browser would break at its hyphens. */
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final StringBuilder out = new StringBuilder();
    private int charts;

    private Html() {}

    static String of(Page page) {
        Html html = new Html();
        html.page(page);
        return html.out.toString();
    }

    private void page(Page page) {
        out.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>%1$s: %2$s</title>
                <style>
                %3$s</style>
                </head>
                <body>
                <header>
                <p class="kicker">%1$s</p>
                <h1>%2$s <span class="badge %4$s">%5$s</span></h1>
                <p class="outcome">%6$s</p>
                <dl class="figures">
                """.formatted(
                        text(page.kicker()),
                        text(page.title()),
                        STYLE,
                        tone(page.badge().tone()),
                        text(page.badge().text()),
                        text(page.outcome())));
        page.figures()
                .forEach(figure -> out.append("<div class=\"%s\"><dt>%s</dt><dd>%s</dd></div>\n"
                        .formatted(tone(figure.tone()), text(figure.label()), text(figure.value()))));
        out.append("</dl>\n</header>\n<main>\n");
        page.sections().forEach(this::section);
        out.append("</main>\n<footer><p>%s</p></footer>\n</body>\n</html>\n".formatted(text(page.footer())));
    }

    private void section(Section section) {
        out.append("<section>\n<h2>%s</h2>\n".formatted(text(section.title())));
        section.blocks().forEach(this::block);
        out.append("</section>\n");
    }

    private void block(Block block) {
        if (block instanceof Note note) {
            out.append("<p>%s</p>\n".formatted(text(note.text())));
        } else if (block instanceof Facts facts) {
            facts(facts);
        } else if (block instanceof Items items) {
            out.append("<ul>\n");
            items.items().forEach(item -> out.append("<li>%s</li>\n".formatted(text(item))));
            out.append("</ul>\n");
        } else if (block instanceof Table table) {
            table(table);
        } else if (block instanceof Timeline timeline) {
            figure(timeline.title(), TimelineChart.svg(timeline, id()), "");
        } else if (block instanceof Bars bars) {
            figure(bars.title() + ", " + bars.unit(), BarChart.svg(bars, id()), BarChart.legend(bars));
        }
    }

    private String id() {
        charts++;
        return "chart" + charts;
    }

    private void figure(String title, String svg, String legend) {
        out.append("<figure>\n<figcaption>%s%s</figcaption>\n%s</figure>\n".formatted(text(title), legend, svg));
    }

    private void facts(Facts facts) {
        out.append("<dl class=\"facts\">\n");
        facts.facts()
                .forEach(fact ->
                        out.append("<dt>%s</dt><dd>%s</dd>\n".formatted(text(fact.label()), text(fact.value()))));
        out.append("</dl>\n");
    }

    /** Where it is too wide for a phone it is moved by finger, or by keys once it has the focus. */
    private void table(Table table) {
        out.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%1$s\">\n<table>\n"
                        .formatted(text(table.caption())))
                .append("<caption>%s</caption>\n<thead><tr>".formatted(text(table.caption())));
        table.columns()
                .forEach(column -> out.append(
                        "<th scope=\"col\"%s>%s</th>".formatted(number(column.numeric()), text(column.title()))));
        out.append("</tr></thead>\n<tbody>\n");
        table.rows().forEach(row -> {
            out.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                cell(row.get(i), table.columns().get(i).numeric());
            }
            out.append("</tr>\n");
        });
        out.append("</tbody>\n</table>\n</div>\n");
    }

    private void cell(Cell cell, boolean numeric) {
        String text = DATE.matcher(text(cell.text())).replaceAll("<span class=\"date\">$0</span>");
        out.append("<td%s>%s</td>"
                .formatted(
                        number(numeric),
                        cell.tone() == Tone.NEUTRAL
                                ? text
                                : "<span class=\"%s\">%s</span>".formatted(tone(cell.tone()), text)));
    }

    private static String number(boolean numeric) {
        return numeric ? " class=\"number\"" : "";
    }

    private static String tone(Tone tone) {
        return tone.name().toLowerCase(Locale.ROOT);
    }

    /** As text or a quoted attribute; characters that XML can't have are replaced. */
    static String text(String plain) {
        StringBuilder escaped = new StringBuilder(plain.length());
        plain.codePoints().forEach(next -> {
            switch (next) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(next) ? next : '\uFFFD');
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int next) {
        return next == '\t'
                || next == '\n'
                || next == '\r'
                || (next >= 0x20 && next <= 0xD7FF)
                || (next >= 0xE000 && next <= 0xFFFD)
                || next >= 0x10000;
    }

    private static String style() {
        try (InputStream css = Html.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
