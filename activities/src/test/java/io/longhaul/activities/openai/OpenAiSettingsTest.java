package io.longhaul.activities.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiSettingsTest {

    @Test
    void theKeyIsNeverShown() {
        OpenAiSettings settings = new OpenAiSettings(OpenAiSettings.DEFAULT_BASE_URL, "s3cret");
        assertThat(settings.toString() + settings.describe())
                .contains("https://api.openai.com/v1")
                .doesNotContain("s3cret");
    }

    @Test
    void whatSurroundsTheSettingsIsDropped() {
        assertThat(new OpenAiSettings(" http://localhost:8080/v1// ", " key\n"))
                .isEqualTo(new OpenAiSettings("http://localhost:8080/v1", "key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.openai.com",
                "ftp://host/v1",
                "http://",
                "http://me:s3cret@host",
                "http://a b",
                "http://h?k=v"
            })
    void aBadUrlIsRefusedByName(String url) {
        assertThatThrownBy(() -> new OpenAiSettings(url, "key"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("OPENAI_BASE_URL ")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "s3 cret", "s3\ncret", "s3crét"})
    void aBadKeyIsRefusedByNameAndNotShown(String key) {
        assertThatThrownBy(() -> new OpenAiSettings(OpenAiSettings.DEFAULT_BASE_URL, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("OPENAI_API_KEY ")
                .hasMessageNotContaining("s3");
    }
}
