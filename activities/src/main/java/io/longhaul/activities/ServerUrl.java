package io.longhaul.activities;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** An HTTP server's URL as people write it. */
public final class ServerUrl {

    private ServerUrl() {}

    /**
     * Reads one with a host, and without a user.
     *
     * @param secret the setting that is for what would stand in front of the host
     * @param wrong makes the whole sentence of what is wrong with it
     * @throws IllegalArgumentException with that sentence; it quotes no user name or password
     */
    public static URI parse(String url, String secret, UnaryOperator<String> wrong) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(wrong.apply("is not a URL"), e);
        }
        if (!scheme(uri).equals("http") && !isTls(uri)) {
            throw new IllegalArgumentException(wrong.apply("begins with neither http:// nor https://"));
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(wrong.apply("holds a user name: put the secret into " + secret));
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(wrong.apply("names no host that a URL can hold"));
        }
        return uri;
    }

    public static boolean isTls(URI url) {
        return scheme(url).equals("https");
    }

    private static String scheme(URI url) {
        return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    }
}
