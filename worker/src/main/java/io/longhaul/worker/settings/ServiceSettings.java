package io.longhaul.worker.settings;

import io.longhaul.activities.chroma.ChromaSettings;
import io.longhaul.activities.mysql.MysqlSettings;
import io.longhaul.activities.mysql.MysqlTls;
import io.longhaul.activities.openai.OpenAiSettings;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.activities.qdrant.QdrantSettings;
import io.longhaul.activities.tls.TlsFiles;
import io.longhaul.activities.tls.TlsNames;
import io.longhaul.worker.codec.CodecKeys;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where each service is. Null for one that is not named, and for one whose settings are a problem. */
final class ServiceSettings {

    private static final int MYSQL_PORT = 3306;

    private final Values values;
    private final List<String> problems;

    ServiceSettings(Values values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    @Nullable
    MysqlSettings mysql() {
        if (!begun(Backend.MYSQL)) {
            return null;
        }
        String host = required(Setting.MYSQL_HOST, "the host of the source");
        String user = required(Setting.MYSQL_USER, "the user who reads the source");
        String database = required(Setting.MYSQL_DATABASE, "the database that holds the table");
        int port = values.number(Setting.MYSQL_PORT, 1, 65_535, MYSQL_PORT);
        if (!values.mentions(Setting.MYSQL_PASSWORD)) {
            problems.add("MYSQL_PASSWORD is missing: set it, to nothing if the user has none");
        }
        MysqlTls tls = checked(() -> MysqlTls.parse(
                values.text(Setting.MYSQL_SSL_MODE),
                values.text(Setting.MYSQL_SSL_CA),
                values.text(Setting.MYSQL_SSL_CERT),
                values.text(Setting.MYSQL_SSL_KEY)));
        if (host == null || user == null || database == null || tls == null) {
            return null;
        }
        String password = values.text(Setting.MYSQL_PASSWORD, "");
        return checked(() -> new MysqlSettings(host, port, user, password, database, tls));
    }

    @Nullable
    PostgresSettings ledger() {
        return postgres(Setting.LEDGER_URL);
    }

    @Nullable
    PostgresSettings target() {
        return postgres(Setting.TARGET_URL);
    }

    private @Nullable PostgresSettings postgres(Setting setting) {
        String url = values.text(setting);
        return url == null ? null : checked(() -> PostgresSettings.parse(setting.name(), url));
    }

    @Nullable
    PostgresSettings source() {
        return postgres(Setting.SOURCE_URL);
    }

    @Nullable
    ChromaSettings chroma() {
        // A directory gets its address when it is served.
        boolean later = values.has(Setting.CHROMA_DIRECTORY) && !values.has(Setting.CHROMA_URL);
        if (!begun(Backend.CHROMA) || later) {
            return null;
        }
        String url = required(Setting.CHROMA_URL, "the server's address, as http://host:8000");
        String tenant = values.text(Setting.CHROMA_TENANT, ChromaSettings.DEFAULT_TENANT);
        String database = values.text(Setting.CHROMA_DATABASE, ChromaSettings.DEFAULT_DATABASE);
        String token = values.text(Setting.CHROMA_TOKEN);
        String header = values.text(Setting.CHROMA_TOKEN_HEADER, ChromaSettings.TOKEN_HEADER);
        TlsFiles files =
                files(ChromaSettings.TLS, Setting.CHROMA_TLS_CA, Setting.CHROMA_TLS_CERT, Setting.CHROMA_TLS_KEY);
        return url == null || files == null
                ? null
                : checked(() -> ChromaSettings.parse(url, tenant, database, token, header, files));
    }

    @Nullable
    QdrantSettings qdrant() {
        if (!begun(Backend.QDRANT)) {
            return null;
        }
        String url = required(Setting.QDRANT_URL, "the server's address, as https://host:6334");
        String key = values.text(Setting.QDRANT_API_KEY);
        TlsFiles files =
                files(QdrantSettings.TLS, Setting.QDRANT_TLS_CA, Setting.QDRANT_TLS_CERT, Setting.QDRANT_TLS_KEY);
        return url == null || files == null ? null : checked(() -> QdrantSettings.parse(url, key, files));
    }

    @Nullable
    OpenAiSettings openAi() {
        if (!begun(Backend.EMBEDDINGS)) {
            return null;
        }
        String url = values.text(Setting.OPENAI_BASE_URL, OpenAiSettings.DEFAULT_BASE_URL);
        String key = required(Setting.OPENAI_API_KEY, "the key, or any word where the server asks for none");
        TlsFiles files =
                files(OpenAiSettings.TLS, Setting.OPENAI_TLS_CA, Setting.OPENAI_TLS_CERT, Setting.OPENAI_TLS_KEY);
        return key == null || files == null ? null : checked(() -> new OpenAiSettings(url, key, files));
    }

    @Nullable
    TemporalSettings temporal() {
        CodecKeys keys = codecKeys();
        return TemporalProfile.read(values.all(), problems)
                .map(profile -> new TemporalSettings(profile, keys))
                .orElse(null);
    }

    private @Nullable CodecKeys codecKeys() {
        String keys = values.text(Setting.LONGHAUL_CODEC_KEYS);
        return keys == null ? null : checked(() -> CodecKeys.parse(keys));
    }

    private @Nullable TlsFiles files(TlsNames names, Setting ca, Setting cert, Setting key) {
        return checked(() -> TlsFiles.read(names, values.text(ca), values.text(cert), values.text(key)));
    }

    private boolean begun(Backend backend) {
        return Arrays.stream(Setting.values()).anyMatch(setting -> setting.backend() == backend && values.has(setting));
    }

    private @Nullable String required(Setting setting, String what) {
        String text = values.text(setting);
        if (text == null) {
            String because = Arrays.stream(Setting.values())
                    .filter(other -> other.backend() == setting.backend() && values.has(other))
                    .findFirst()
                    .map(Setting::name)
                    .orElse("another setting");
            problems.add(setting + " is missing, but " + because + " is set: give " + what);
        }
        return text;
    }

    /** Their constructors say what is wrong in one sentence that names the setting. */
    private <T> @Nullable T checked(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            problems.add(Optional.ofNullable(e.getMessage()).orElse("a setting is malformed"));
            return null;
        }
    }
}
