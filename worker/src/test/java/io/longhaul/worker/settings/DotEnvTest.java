package io.longhaul.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DotEnvTest {

    private final List<String> problems = new ArrayList<>();

    private Map<String, String> parse(String text) {
        return DotEnv.parse(text, ".env", problems);
    }

    @Test
    void readsPlainExportedAndCommentedLines() {
        assertThat(parse("\uFEFF# a comment\r\nA=1\r\nexport B = two words  # said\n\nC=\nD=a#b\n"))
                .containsExactly(
                        Map.entry("A", "1"), Map.entry("B", "two words"), Map.entry("C", ""), Map.entry("D", "a#b"));
        assertThat(problems).isEmpty();
    }

    @Test
    void quotesKeepBlanksAndHashesAndOnlyDoubleOnesKnowEscapes() {
        assertThat(parse("A=' # $x \\n'\nB=\"a\\\"b\\\\c\\nd\\q\" # said\n"))
                .containsEntry("A", " # $x \\n")
                .containsEntry("B", "a\"b\\c\nd\\q");
        assertThat(problems).isEmpty();
    }

    @Test
    void aQuotedValueMayHaveSeveralLines() {
        assertThat(parse("KEY=\"-----BEGIN\nabc\n-----END\"\nB=1"))
                .containsEntry("KEY", "-----BEGIN\nabc\n-----END")
                .containsEntry("B", "1");
    }

    @Test
    void aMalformedLineIsNamedByItsNumberAndNeverRepeated() {
        parse("A=1\nhunter2\nB='open hunter2\n");
        assertThat(problems).hasSize(2).noneMatch(problem -> problem.contains("hunter2"));
        assertThat(problems.get(0)).isEqualTo(".env line 2 is not NAME=value");
        assertThat(problems.get(1)).startsWith(".env line 3: the quote after B=");
    }
}
