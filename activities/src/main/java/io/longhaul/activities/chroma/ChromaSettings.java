package io.longhaul.activities.chroma;

import io.longhaul.activities.ServerUrl;
import io.longhaul.activities.tls.TlsFiles;
import io.longhaul.activities.tls.TlsNames;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where Chroma is.
 *
 * @param url without a path, or with one that a proxy wants before {@code /api/v2}
 * @param token null where the server asks for none
 * @param tokenHeader that carries the token: {@link #TOKEN_HEADER}, or {@link #AUTHORIZATION} as a bearer token
 * @param files whom to trust there, and who we are
 */
public record ChromaSettings(
        URI url, String tenant, String database, @Nullable String token, String tokenHeader, TlsFiles files) {

    public static final TlsNames TLS = TlsNames.of("CHROMA_TLS");
    public static final String DEFAULT_TENANT = "default_tenant";
    public static final String DEFAULT_DATABASE = "default_database";

    /** Chroma's own, which its cloud takes too. */
    public static final String TOKEN_HEADER = "X-Chroma-Token";

    public static final String AUTHORIZATION = "Authorization";

    private static final int PORT = 8000;

    public ChromaSettings {
        if (tenant.isBlank() || database.isBlank()) {
            throw new IllegalArgumentException("CHROMA_TENANT and CHROMA_DATABASE must not be empty");
        }
        if (!tokenHeader.equalsIgnoreCase(TOKEN_HEADER) && !tokenHeader.equalsIgnoreCase(AUTHORIZATION)) {
            throw new IllegalArgumentException(
                    "CHROMA_TOKEN_HEADER is neither " + TOKEN_HEADER + " nor " + AUTHORIZATION + ": give one of them");
        }
        if (token != null) {
            token = token.strip();
            if (!token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                throw new IllegalArgumentException("CHROMA_TOKEN holds a space or a character outside ASCII");
            }
            token = token.isEmpty() ? null : token;
        }
        if (files.present() && !url.getScheme().equals("https")) {
            throw new IllegalArgumentException(
                    "certificates are set for Chroma, but CHROMA_URL begins with http://: write https://");
        }
    }

    /** With the tenant and database that Chroma has from the start, and no token. */
    public static ChromaSettings parse(String url) {
        return parse(url, DEFAULT_TENANT, DEFAULT_DATABASE, null, TOKEN_HEADER, TlsFiles.NONE);
    }

    /** @throws IllegalArgumentException with a sentence that names the setting; it quotes no user name or password */
    public static ChromaSettings parse(
            String url, String tenant, String database, @Nullable String token, String tokenHeader, TlsFiles files) {
        URI uri = ServerUrl.parse(url, "CHROMA_TOKEN", ChromaSettings::wrong);
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(wrong("goes on after the path"));
        }
        boolean tls = ServerUrl.isTls(uri);
        int port = uri.getPort() == -1 && !tls ? PORT : uri.getPort();
        String path = uri.getRawPath().replaceAll("/+$", "");
        String address = (tls ? "https://" : "http://") + uri.getHost() + (port == -1 ? "" : ":" + port) + path;
        return new ChromaSettings(URI.create(address), tenant.strip(), database.strip(), token, tokenHeader, files);
    }

    private static String wrong(String problem) {
        return "CHROMA_URL " + problem + ": write http://HOST:" + PORT + ", or https:// where the server has TLS";
    }

    /** For a person: where it is, without the token. */
    public String describe() {
        return "Chroma at " + url;
    }

    /** What tells it from other databases: its address, and tenant and database where they are others than Chroma's own. */
    public String identity() {
        return plain() ? describe() : describe() + "/" + tenant + "/" + database;
    }

    /** A collection's name, which only within its database is one collection's alone. */
    public String qualified(String collection) {
        return plain() ? collection : tenant + "/" + database + "/" + collection;
    }

    private boolean plain() {
        return tenant.equals(DEFAULT_TENANT) && database.equals(DEFAULT_DATABASE);
    }

    @Override
    public String toString() {
        return "ChromaSettings[" + describe() + ", " + tenant + "/" + database
                + (token == null ? ", no token]" : ", token ****]");
    }
}
