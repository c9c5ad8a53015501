package io.longhaul.activities.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QdrantSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:6333,             localhost,        6334, false",
        "http://localhost:6334/,            localhost,        6334, false",
        "http://localhost,                  localhost,        6334, false",
        "http://10.0.0.1:7000,              10.0.0.1,         7000, false",
        "HTTPS://x.cloud.qdrant.io:6333,    x.cloud.qdrant.io, 6334, true",
        "https://x.cloud.qdrant.io,         x.cloud.qdrant.io, 6334, true",
        "https://x.cloud.qdrant.io:443,     x.cloud.qdrant.io, 443,  true",
        "http://[::1]:6333,                 [::1],            6334, false",
    })
    void aUrlIsReadAsQdrantsUsersWriteIt(String url, String host, int port, boolean tls) {
        assertThat(QdrantSettings.parse(url, null)).isEqualTo(new QdrantSettings(host, port, tls, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:6334",
                "localhost",
                "grpc://localhost:6334",
                "http://",
                "http://:6334",
                "http://my_host:6334",
                "http://host:port",
                "http://host:99999",
                "http://host:0",
                "http://host/path",
                "http://host?a=b",
                "http://user@host",
                "http://a b"
            })
    void anyOtherUrlIsRefusedByName(String url) {
        assertThatThrownBy(() -> QdrantSettings.parse(url, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("QDRANT_URL ")
                .hasMessageContaining("write http://HOST:6334");
    }

    @Test
    void aSecretInTheUrlIsNotRepeated() {
        assertThatThrownBy(() -> QdrantSettings.parse("http://me:s3cret@host", null))
                .hasMessageContaining("QDRANT_API_KEY")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void theKeyIsNeverShown() {
        QdrantSettings settings = QdrantSettings.parse("https://host", "s3cret");
        assertThat(settings.toString() + settings.describe())
                .contains("https://host:6334", "****")
                .doesNotContain("s3cret");
    }

    @Test
    void aBlankKeyIsNone() {
        assertThat(QdrantSettings.parse("http://host", " \n").apiKey()).isNull();
        assertThat(QdrantSettings.parse("http://host", " key\n").apiKey()).isEqualTo("key");
    }

    @Test
    void aKeyThatCannotBeSentIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> QdrantSettings.parse("http://host", "s3\ncret"))
                .hasMessageContaining("QDRANT_API_KEY")
                .hasMessageNotContaining("s3");
    }
}
