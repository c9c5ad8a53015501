package io.longhaul.embedded.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordNetTest {
    @Test
    void aLineBecomesItsWordsAndItsGloss() {
        Gloss gloss = WordNet.parse(
                "02124272 05 n 02 cat 0 true_cat 0 002 @ 02123649 n 0000 ~ 02124313 n 0000 | feline mammal; \"a | b\"  ");

        assertThat(gloss.memberCode()).isEqualTo("noun.animal");
        assertThat(gloss.content()).isEqualTo("cat, true cat: feline mammal; \"a | b\"");
    }

    @Test
    void theMarkOfAnAdjectivesPlaceIsNotPartOfTheWord() {
        assertThat(WordNet.parse("00014358 00 s 01 galore(ip) 0 001 & 00013887 a 0000 | existing in abundance")
                        .content())
                .isEqualTo("galore: existing in abundance");
    }

    @Test
    void theRecordsAreTheSameInEachRun() throws Exception {
        assertThat(SampleData.records())
                .hasSize(SampleData.RECORDS)
                .isEqualTo(SampleData.records())
                .filteredOn(gloss -> gloss.content() == null || gloss.content().isBlank())
                .hasSize(SampleData.BROKEN);
    }
}
