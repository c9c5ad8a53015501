package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCounterTest {

    private static final TokenCounter TOKENS = TokenCounter.forModel("text-embedding-3-small");

    /** What takes one to four bytes in UTF-8, breaks lines, joins, combines, or is special to a tokenizer. */
    private static final List<String> PIECES = List.of(
            "a",
            "word",
            " the",
            "  ",
            "\n\n",
            "\t",
            "\0",
            "é",
            "e\u0301",
            "Ω",
            "字",
            "漢字かな",
            "😀",
            "👩‍👩‍👧",
            "🇩🇪",
            "𝄞",
            "\u200b",
            "1234567",
            "'s",
            "<|endoftext|>",
            "<|im_start|>",
            "\uFEFF",
            "\uD800",
            "\uDC00",
            "ﷺ",
            "𒐫");

    @ParameterizedTest
    @CsvSource({
        "text-embedding-3-small, hello world, 2",
        "text-embedding-3-large, hello world, 2",
        "text-embedding-ada-002, antidisestablishmentarianism, 6",
        "all-minilm-l6-v2, hello world, 2",
        "gpt-4o, 'Привет, мир', 4"
    })
    void tokensAreCountedAsTheModelDoes(String model, String text, int tokens) {
        assertThat(TokenCounter.forModel(model).count(text)).isEqualTo(tokens);
    }

    @Test
    void modelsWithAnEncodingOfTheirOwnAreCountedByIt() {
        String text = "Привет, как дела сегодня вечером?";

        assertThat(TokenCounter.forModel("gpt-4o").count(text)).isLessThan(TOKENS.count(text));
        assertThat(TokenCounter.forModel("nobody-knows").count(text)).isEqualTo(TOKENS.count(text));
    }

    @Test
    void aSpecialTokenInATextIsTextAndNoError() {
        assertThat(TOKENS.count("<|endoftext|>")).isGreaterThan(1);
        assertThat(TOKENS.split("before <|endoftext|> after", 2)).hasSizeGreaterThan(3);
    }

    @Test
    void anEmptyTextHasNoTokensAndNoParts() {
        assertThat(TOKENS.count("")).isZero();
        assertThat(TOKENS.split("", 5)).isEmpty();
        assertThat(TOKENS.truncate("", 5)).isEmpty();
        assertThat(TOKENS.fits("", 1)).isTrue();
    }

    @Test
    void aTextFitsExactlyWhereItHasNoMoreTokensThanTheLimit() {
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            String text = text(random, 12);
            int limit = 1 + random.nextInt(40);
            assertThat(TOKENS.fits(text, limit)).as(shown(text)).isEqualTo(TOKENS.count(text) <= limit);
        }
    }

    @Test
    void aTextOfOrdinarySentencesIsCutWhereItsTokensEnd() {
        assertThat(TOKENS.split("one two three four five", 2)).containsExactly("one two", " three four", " five");
        assertThat(TOKENS.truncate("one two three four five", 2)).isEqualTo("one two");
        assertThat(TOKENS.truncate("one two", 2)).isEqualTo("one two");
    }

    @Test
    void partsAreTheTextAgainNeverTooLongAndNeverWithinACharacter() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            String text = text(random, 60);
            int limit = 1 + random.nextInt(30);
            List<String> parts = TOKENS.split(text, limit);

            assertThat(String.join("", parts)).isEqualTo(text);
            assertThat(parts).allSatisfy(part -> {
                assertThat(part).isNotEmpty();
                if (part.codePointCount(0, part.length()) > 1) {
                    assertThat(TOKENS.count(part)).as(shown(part)).isLessThanOrEqualTo(limit);
                }
            });
            for (int p = 1; p < parts.size(); p++) {
                String before = parts.get(p - 1);
                boolean withinAPair = Character.isHighSurrogate(before.charAt(before.length() - 1))
                        && Character.isLowSurrogate(parts.get(p).charAt(0));
                assertThat(withinAPair).as(shown(text)).isFalse();
            }
            assertThat(TOKENS.truncate(text, limit)).isEqualTo(parts.get(0));
        }
    }

    @Test
    void partsOfAnyCodePointsAreTheTextAgain() {
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < 80; c++) {
                text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
            }
            List<String> parts = TOKENS.split(text.toString(), 8);

            assertThat(String.join("", parts)).isEqualTo(text.toString());
            assertThat(parts).allSatisfy(part -> assertThat(TOKENS.count(part)).isLessThanOrEqualTo(8));
        }
    }

    @Test
    void aCharacterOfMoreTokensThanTheLimitStaysWhole() {
        assertThat(TOKENS.count("𒐫")).isGreaterThan(1);
        assertThat(TOKENS.split("𒐫𒐫", 1)).containsExactly("𒐫", "𒐫");
    }

    @Test
    void aVeryLongTextWithoutSpacesIsSplitToo() {
        String text = "x".repeat(200_000) + " ".repeat(50_000) + "字".repeat(50_000);
        List<String> parts = TOKENS.split(text, 8191);

        assertThat(String.join("", parts)).isEqualTo(text);
        assertThat(parts).allSatisfy(part -> assertThat(TOKENS.count(part)).isLessThanOrEqualTo(8191));
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> TOKENS.split("text", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        int pieces = 1 + random.nextInt(most);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String shown(String text) {
        return new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII) + " (" + text.length()
                + " units)";
    }
}
