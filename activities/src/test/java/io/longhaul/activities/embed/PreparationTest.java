package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.embed.OverlongPolicy;
import io.longhaul.workflows.engine.SourceKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparationTest {

    private static final TokenCounter TOKENS = TokenCounter.forModel("text-embedding-3-small");

    @Test
    void anOrdinaryTextIsOneChunkUnchanged() {
        assertThat(of(" hello world\n", OverlongPolicy.FAIL))
                .isEqualTo(new Preparation.Accepted(List.of(" hello world\n"), false, TOKENS.count(" hello world\n")));
    }

    @Test
    void aTextOfExactlyTheLimitIsAccepted() {
        assertThat(of("one two three four five", OverlongPolicy.FAIL))
                .isEqualTo(new Preparation.Accepted(List.of("one two three four five"), false, 5));
    }

    @Test
    void noTextOrAnEmptyOneIsRejected() {
        assertThat(of(null, OverlongPolicy.FAIL)).isEqualTo(new Preparation.Rejected("the text is empty"));
        assertThat(of("", OverlongPolicy.SPLIT)).isEqualTo(new Preparation.Rejected("the text is empty"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n\t ", "\u00a0", "\u3000", "\u200b\uFEFF", "\0\0"})
    void aTextOfNothingToSeeIsRejected(String text) {
        assertThat(of(text, OverlongPolicy.FAIL)).isEqualTo(new Preparation.Rejected("the text is blank"));
    }

    @Test
    void anUndecodableTextIsRejectedWithItsReason() {
        SourceRecord record = new SourceRecord(SourceKey.of("1"), null, "the text is not valid UTF-8", Map.of());

        assertThat(Preparation.of(record, spec(OverlongPolicy.SPLIT), TOKENS))
                .isEqualTo(new Preparation.Rejected("the text is not valid UTF-8"));
    }

    @Test
    void anOverlongTextFailsWithItsTokensCountedAndNotShown() {
        assertThat(of("one two three four five six", OverlongPolicy.FAIL))
                .isInstanceOfSatisfying(Preparation.Rejected.class, rejected -> assertThat(rejected.reason())
                        .contains("6 tokens", "text-embedding-3-small", "takes 5")
                        .doesNotContain("three"));
    }

    @Test
    void anOverlongTextIsTruncatedWhereTheSpecSaysSo() {
        assertThat(of("one two three four five six", OverlongPolicy.TRUNCATE))
                .isEqualTo(new Preparation.Accepted(List.of("one two three four five"), true, 5));
    }

    @Test
    void anOverlongTextIsSplitWhereTheSpecSaysSo() {
        assertThat(of("one two three four five six seven", OverlongPolicy.SPLIT))
                .isEqualTo(new Preparation.Accepted(List.of("one two three four five", " six seven"), false, 7));
    }

    @Test
    void blankChunksAreLeftOutAndABlankBeginningIsRejected() {
        String text = "one two three four five" + "\n ".repeat(40) + "six";

        assertThat(of(text, OverlongPolicy.SPLIT))
                .isInstanceOfSatisfying(
                        Preparation.Accepted.class,
                        accepted -> assertThat(accepted.chunks()).isNotEmpty().noneMatch(String::isBlank));
        assertThat(of("\n \t".repeat(40) + "six", OverlongPolicy.TRUNCATE)).isInstanceOf(Preparation.Rejected.class);
    }

    private static Preparation of(String text, OverlongPolicy policy) {
        return Preparation.of(new SourceRecord(SourceKey.of("1"), text, null, Map.of()), spec(policy), TOKENS);
    }

    private static EmbedSpec spec(OverlongPolicy policy) {
        return new EmbedSpec("t", "body", List.of(), "memos", "text-embedding-3-small", 1536, 5, policy, null);
    }
}
