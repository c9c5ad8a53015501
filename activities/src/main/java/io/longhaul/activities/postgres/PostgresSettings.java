package io.longhaul.activities.postgres;

import io.longhaul.activities.tls.TlsFailure;
import io.longhaul.activities.tls.TlsFiles;
import io.longhaul.activities.tls.TlsNames;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is: of any Postgres 14 or newer, Supabase's included.
 *
 * @param setting that holds the URL, for errors, as {@code LEDGER_URL}
 * @param query the URL's query without the question mark, as {@code sslmode=require}; empty when it has none
 */
public record PostgresSettings(
        String setting, String host, int port, String database, String user, String password, String query) {

    private static final String JAVAS_AUTHORITIES = "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory";

    private static final int POSTGRES_PORT = 5432;

    /** Where Supabase's pooler gives every transaction another connection, which knows no statement prepared before. */
    private static final int TRANSACTION_POOLER_PORT = 6543;

    private static final String PREPARE = "prepareThreshold";

    /**
     * Reads {@code postgresql://user:password@host:port/database?sslmode=require}, as Supabase shows it.
     *
     * @throws IllegalArgumentException in one sentence that names the setting and never repeats the password
     */
    public static PostgresSettings parse(String setting, String url) {
        URI uri;
        try {
            uri = URI.create(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        } catch (IllegalArgumentException e) {
            throw malformed(setting, "it is not a URL (a password with special characters must be percent-encoded)");
        }
        if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
            throw malformed(setting, "it does not begin with postgresql://");
        }
        if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
            throw malformed(setting, "it names no host or no database");
        }
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        String[] who = uri.getRawUserInfo() == null
                ? new String[] {parameter(query, "user"), parameter(query, "password")}
                : uri.getRawUserInfo().split(":", 2);
        if (who[0] == null || who[0].isEmpty()) {
            throw malformed(setting, "it names no user");
        }
        checkFiles(tls(setting), query);
        return new PostgresSettings(
                setting,
                uri.getHost(),
                uri.getPort() < 0 ? POSTGRES_PORT : uri.getPort(),
                uri.getPath().substring(1),
                decode(who[0]),
                who.length < 2 || who[1] == null ? "" : decode(who[1]),
                query);
    }

    /**
     * A wrong file is to be told before anything connects. The driver takes keys in other forms than PEM, too: of those
     * only that they are there.
     */
    private static void checkFiles(TlsNames names, String query) {
        String key = file(query, "sslkey");
        boolean pem = key == null || isPem(names, key);
        var unused =
                TlsFiles.read(names, file(query, "sslrootcert"), pem ? file(query, "sslcert") : null, pem ? key : null);
    }

    private static @Nullable String file(String query, String parameter) {
        String file = parameter(query, parameter);
        return file == null || file.isEmpty() ? null : decode(file);
    }

    private static boolean isPem(TlsNames names, String key) {
        try (InputStream file = Files.newInputStream(Path.of(key))) {
            return new String(file.readNBytes(16), StandardCharsets.ISO_8859_1).startsWith("-----BEGIN");
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    names.key() + " is " + key + ", which can't be read: check the path and its permissions");
        }
    }

    /** Parameters of the URL, named as libpq names them; the driver reads their files. */
    public TlsNames tls() {
        return tls(setting);
    }

    /** To follow the way out where a connection was cut without a word, which a server that speaks TLS may do. */
    public String perhapsTls() {
        return query.contains("ssl") ? TlsFailure.perhaps(tls()) : "";
    }

    private static TlsNames tls(String setting) {
        return new TlsNames("sslrootcert in " + setting, "sslcert in " + setting, "sslkey in " + setting);
    }

    /** For people: no user, no password. */
    public String describe() {
        return host + ":" + port + "/" + database;
    }

    public String jdbcUrl() {
        String options = query;
        if (port == TRANSACTION_POOLER_PORT && parameter(query, PREPARE) == null) {
            options = PREPARE + "=0" + (query.isEmpty() ? "" : "&" + query);
        }
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + (options.isEmpty() ? "" : "?" + options)
                + (trustsJavas() ? JAVAS_AUTHORITIES : "");
    }

    /** The driver, as libpq, verifies with a file in the user's home directory, and fails where there is none. */
    private boolean trustsJavas() {
        return sslMode().startsWith("verify-")
                && parameter(query, "sslrootcert") == null
                && parameter(query, "sslcert") == null
                && parameter(query, "sslfactory") == null
                && !Files.exists(Path.of(System.getProperty("user.home"), ".postgresql", "root.crt"));
    }

    /** How far the driver goes for TLS: its own default where the URL does not say. */
    public String sslMode() {
        String mode = parameter(query, "sslmode");
        return mode == null ? "prefer" : mode;
    }

    @Override
    public String toString() {
        return "PostgresSettings[" + setting + ", " + describe() + ", user=" + user + ", password=***]";
    }

    private static IllegalArgumentException malformed(String setting, String why) {
        return new IllegalArgumentException(
                setting + " is malformed: " + why + "; give postgresql://user:password@host:5432/database");
    }

    private static @Nullable String parameter(String query, String name) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return null;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
