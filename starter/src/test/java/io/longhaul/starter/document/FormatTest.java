package io.longhaul.starter.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class FormatTest {

    static Stream<Report> reports() {
        return Reports.all().stream();
    }

    private static Document parsed(Report report) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Format.HTML.render(report))));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<String> texts(Document document, String name) {
        return elements(document, name).stream().map(Element::getTextContent).toList();
    }

    @ParameterizedTest
    @MethodSource("reports")
    void htmlIsWellFormedAndAsksForNothing(Report report) throws Exception {
        Document html = parsed(report);

        assertThat(texts(html, "title").get(0)).startsWith("Migration report: ");
        for (String loads : List.of("script", "link", "img", "iframe", "object", "a", "base", "form", "image", "use")) {
            assertThat(elements(html, loads)).as(loads).isEmpty();
        }
        assertThat(elements(html, "*")).allSatisfy(element -> {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                assertThat(element.getAttributes().item(i).getNodeName())
                        .doesNotStartWith("on")
                        .isNotIn("src", "href", "style", "xlink:href");
            }
        });
        assertThat(texts(html, "style")).singleElement().asString().doesNotContain("url(", "@import", "http");
        assertThat(elements(html, "meta"))
                .anyMatch(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy")
                        && meta.getAttribute("content").startsWith("default-src 'none'"));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void everyChartSaysInWordsWhatItShows(Report report) throws Exception {
        Document html = parsed(report);

        assertThat(elements(html, "svg")).allSatisfy(chart -> {
            assertThat(chart.getAttribute("role")).isEqualTo("img");
            for (String id : chart.getAttribute("aria-labelledby").split(" ")) {
                assertThat(elements(html, "*"))
                        .filteredOn(element -> element.getAttribute("id").equals(id))
                        .singleElement()
                        .satisfies(words -> assertThat(words.getTextContent()).isNotBlank());
            }
        });
    }

    @Test
    void whatIsHostileIsTextAndNothingElse() throws Exception {
        Document html = parsed(Reports.failed());

        assertThat(texts(html, "h1").get(0)).contains("<script src='http://evil'>&amp; **`x`** | [a](b) \uFFFD");
        assertThat(texts(html, "td")).anyMatch(cell -> cell.contains("<script src='http://evil'>"));
        String escaped = "\\<script src='http\\://evil'\\>\\&amp; \\*\\*\\`x\\`\\*\\* \\| \\[a\\](b) \\# y \"z\"";
        String markdown = Format.MD.render(Reports.failed());
        assertThat(markdown)
                .contains("# Migration report: " + escaped)
                .contains("| UNAVAILABLE | 1 | 100 | " + escaped);
        assertThat(markdown.replace(escaped, "")).doesNotContain("script", "evil");
    }

    @Test
    void aTableOfMarkdownHasAsManyCellsInEachRow() {
        for (Report report : Reports.all()) {
            List<String> lines = Format.MD.render(report).lines().toList();
            for (int i = 1; i < lines.size(); i++) {
                if (lines.get(i).startsWith("|") && lines.get(i - 1).startsWith("|")) {
                    assertThat(cells(lines.get(i))).as(lines.get(i)).isEqualTo(cells(lines.get(i - 1)));
                }
            }
        }
    }

    private static int cells(String row) {
        return row.split("(?<!\\\\)\\|", -1).length;
    }

    @Test
    void aJobThatWasNotBegunHasNoCharts() throws Exception {
        Document html = parsed(Reports.empty());

        assertThat(elements(html, "svg")).isEmpty();
        assertThat(texts(html, "h2"))
                .containsExactly("What was moved", "Records and batches", "Verification", "Embeddings and cost");
        assertThat(texts(html, "p")).contains("Not begun yet.", "Source and target have not been compared yet.");
        assertThat(texts(html, "dd")).contains("not known: the last run did not note its price");
    }

    @Test
    void aRunningOneSaysWhatIsUnderWayAndWhatIsToCome() throws Exception {
        Document html = parsed(Reports.running());

        assertThat(texts(html, "span")).contains("running");
        assertThat(texts(html, "td")).contains("under way", "8,000");
        assertThat(texts(html, "dd")).contains("0.0008 USD, at 0.02 USD a million tokens as it is set");
        assertThat(texts(html, "title")).contains("2026-03-29 10:00:09: 500 written, 500 unchanged, 0 failed");
        assertThat(texts(html, "figcaption")).doesNotContain("Failures, records failed");
    }

    @Test
    void aFailedOneHasItsFailuresByReasonAndOverTime() throws Exception {
        Document html = parsed(Reports.failed());

        assertThat(texts(html, "h2")).contains("Failed records", "Issues");
        assertThat(texts(html, "figcaption")).contains("Failures, records failed");
        assertThat(texts(html, "td")).contains("7", "107", "UNAVAILABLE", "failed", "none yet");
        assertThat(texts(html, "p")).contains("2 records that had failed went through later.");
        assertThat(elements(html, "span").get(0).getAttribute("class")).isEqualTo("badge bad");
    }

    @Test
    void oneThatIsKeptInStepHasItsRoundsAndItsSchedule() throws Exception {
        Document html = parsed(Reports.completed());

        assertThat(texts(html, "h2")).contains("Rounds");
        assertThat(texts(html, "dd")).contains("every 15m, next at 2026-03-29T10:30:00Z", "yes");
        assertThat(texts(html, "td"))
                .contains("records in the target", "passed", "points with a source row", "for information");
        assertThat(Format.MD.render(Reports.completed()))
                .contains("| 1 | 2026-03-29 10:15:00 | 2026-03-29 10:15:02 | 12 | 0 | 0 |");
    }

    @Test
    void jsonIsTheSameDataOnOneLine() throws Exception {
        String text = Format.JSON.render(Reports.failed());
        JsonNode json = new ObjectMapper().readTree(text);

        assertThat(text.lines()).hasSize(1);
        assertThat(json.at("/name").asText()).isEqualTo(Reports.HOSTILE);
        assertThat(json.at("/state/started").asText()).isEqualTo("2026-03-29T10:00:00Z");
        assertThat(json.at("/failures/kinds/0/keys/0/0").asText()).isEqualTo("17");
        assertThat(json.at("/verification/checks/0/wrong").asInt()).isEqualTo(3);
        assertThat(json.at("/embeddings/costUsd").decimalValue()).isEqualByComparingTo("0.0008");
        assertThat(json.at("/flow/slots/0/failed").asInt()).isEqualTo(107);
    }

    @Test
    void aBarChartHasTwoToFiveLinesAboveItsBase() {
        for (double highest = 0.3; highest < 2_000_000; highest *= 1.3) {
            assertThat(Math.ceil(highest / BarChart.step(highest)))
                    .as("%s", highest)
                    .isBetween(2.0, 5.0);
        }
    }
}
