package io.longhaul.activities.openai;

import io.longhaul.activities.ServerUrl;
import io.longhaul.activities.tls.TlsFiles;
import io.longhaul.activities.tls.TlsNames;
import java.net.URI;

/**
 * Where the embeddings API is.
 *
 * @param baseUrl to which {@code /embeddings} is added; no slash at its end
 * @param files whom to trust there, and who we are
 */
public record OpenAiSettings(String baseUrl, String apiKey, TlsFiles files) {

    public static final TlsNames TLS = TlsNames.of("OPENAI_TLS");

    public static final String DEFAULT_BASE_URL = "https://api.openai.com/v1";

    /** Trusting whom Java trusts. */
    public OpenAiSettings(String baseUrl, String apiKey) {
        this(baseUrl, apiKey, TlsFiles.NONE);
    }

    /** @throws IllegalArgumentException with a sentence that names the setting; it quotes neither URL nor key */
    public OpenAiSettings {
        baseUrl = baseUrl.strip().replaceAll("/+$", "");
        apiKey = apiKey.strip();
        URI uri = ServerUrl.parse(baseUrl, "OPENAI_API_KEY", OpenAiSettings::wrong);
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(wrong("goes on after its path"));
        }
        if (files.present() && !ServerUrl.isTls(uri)) {
            throw new IllegalArgumentException(
                    "certificates are set for the embeddings API, but OPENAI_BASE_URL begins with http://: write https://");
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

    boolean tls() {
        return baseUrl.regionMatches(true, 0, "https:", 0, "https:".length());
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
