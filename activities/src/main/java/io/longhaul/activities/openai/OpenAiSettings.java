package io.longhaul.activities.openai;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where the embeddings API is.
 *
 * @param baseUrl to which {@code /embeddings} is added; no slash at its end
 */
public record OpenAiSettings(String baseUrl, String apiKey) {

    public static final String DEFAULT_BASE_URL = "https://api.openai.com/v1";

    /** @throws IllegalArgumentException with a sentence that names the setting; it quotes neither URL nor key */
    public OpenAiSettings {
        baseUrl = baseUrl.strip().replaceAll("/+$", "");
        apiKey = apiKey.strip();
        URI uri;
        try {
            uri = new URI(baseUrl);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(wrong("is not a URL"), e);
        }
        if (uri.getScheme() == null || !uri.getScheme().matches("(?i)https?") || uri.getHost() == null) {
            throw new IllegalArgumentException(wrong("is not a URL that begins with https:// or http:// and a host"));
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(wrong("holds a user name: put the key into OPENAI_API_KEY"));
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(wrong("goes on after its path"));
        }
        if (apiKey.isEmpty()) {
            throw new IllegalArgumentException("OPENAI_API_KEY is empty: set it");
        }
        if (!apiKey.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("OPENAI_API_KEY holds a space or a character outside ASCII");
        }
    }

    private static String wrong(String problem) {
        return "OPENAI_BASE_URL " + problem + ": write it like " + DEFAULT_BASE_URL;
    }

    /** For a person: where it is, without the key. */
    public String describe() {
        return "embeddings API at " + baseUrl;
    }

    @Override
    public String toString() {
        return "OpenAiSettings[" + baseUrl + ", key ****]";
    }
}
