package io.longhaul.starter.e2e;

import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.worker.settings.Settings;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is really in source, target and ledger, asked without any code of the product. */
final class Truth {

    private final Settings settings;

    Truth(Settings settings) {
        this.settings = settings;
    }

    private Connection mysql() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://" + settings.mysql().host() + ":"
                        + settings.mysql().port() + "/" + settings.mysql().database(),
                settings.mysql().user(),
                settings.mysql().password());
    }

    private static Connection postgres(PostgresSettings database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    /** A table of its own for a test, with the first rows of the sample. */
    void copySample(String table, int rows) throws SQLException {
        source("CREATE TABLE " + table + " LIKE ip_summary");
        source("INSERT INTO " + table + " SELECT * FROM ip_summary ORDER BY id LIMIT " + rows);
    }

    void source(String sql) throws SQLException {
        try (Connection connection = mysql();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Id and text of the first rows of a table, those with a text. */
    Map<Long, String> texts(String table, int rows) throws SQLException {
        Map<Long, String> texts = new TreeMap<>();
        try (Connection connection = mysql();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id, parse_content FROM " + table + " ORDER BY id LIMIT " + rows)) {
            while (row.next()) {
                @Nullable String text = row.getString(2);
                if (text != null && !text.isBlank()) {
                    texts.put(row.getLong(1), text);
                }
            }
        }
        return texts;
    }

    /** The ids of all points of a collection. */
    Set<Long> points(String collection) throws Exception {
        TreeSet<Long> ids = new TreeSet<>();
        try (QdrantClient client = new QdrantClient(QdrantGrpcClient.newBuilder(
                        settings.qdrant().host(), settings.qdrant().port(), false)
                .build())) {
            ScrollPoints.Builder request =
                    ScrollPoints.newBuilder().setCollectionName(collection).setLimit(1000);
            while (true) {
                ScrollResponse page = client.scrollAsync(request.build()).get();
                for (RetrievedPoint point : page.getResultList()) {
                    ids.add(point.getId().getNum());
                }
                if (!page.hasNextPageOffset()) {
                    return ids;
                }
                request.setOffset(page.getNextPageOffset());
            }
        }
    }

    /** Rows of a query on the ledger, a list of texts each. */
    List<List<String>> ledger(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = postgres(settings.ledger());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(row.getString(i)));
                }
                rows.add(values);
            }
        }
        return rows;
    }

    /** Runs a statement on the ledger's server, as its owner. */
    void execute(String sql) throws SQLException {
        try (Connection connection = postgres(settings.ledger());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of a query on the target. */
    List<String> target(String sql) throws SQLException {
        try (Connection connection = postgres(settings.target())) {
            return column(connection, sql);
        }
    }

    /** Runs statements on the target. */
    void inTarget(String sql) throws SQLException {
        try (Connection connection = postgres(settings.target());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static List<String> column(Connection connection, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** One number from the ledger. */
    long number(String sql) throws SQLException {
        return Long.parseLong(ledger(sql).get(0).get(0));
    }
}
