package io.longhaul.activities.backfill;

import com.zaxxer.hikari.HikariDataSource;
import io.longhaul.activities.postgres.PostgresPool;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL with a table of an application, for all tests of a class. */
final class LiveServer implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final HikariDataSource pool;

    private LiveServer(EmbeddedPostgres postgres, HikariDataSource pool) {
        this.postgres = postgres;
        this.pool = pool;
    }

    static LiveServer start(Path folder) throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"), folder.resolve("postgres.log"));
        return new LiveServer(
                postgres,
                PostgresPool.open("test", PostgresSettings.parse("TARGET_URL", postgres.url()), 6, Duration.ZERO));
    }

    /** A new job, on 1,000 users in ten teams that nothing was done to. */
    Live users(Duration writerWait) throws SQLException {
        Live live = new Live(postgres, pool, writerWait);
        live.sql("""
                DROP TABLE IF EXISTS users, team CASCADE;
                DROP SCHEMA IF EXISTS longhaul CASCADE;
                CREATE TABLE team (id int PRIMARY KEY, name text NOT NULL);
                INSERT INTO team SELECT n, 'Team ' || n FROM generate_series(1, 10) n;
                CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, team int, points int);
                INSERT INTO users SELECT n, 'User' || n || '@X', n % 10 + 1, n FROM generate_series(1, 1000) n""");
        return live;
    }

    /** Another job on the same table. */
    Live another(Duration writerWait) {
        return new Live(postgres, pool, writerWait);
    }

    /** The same as another user of the server, by connections of its own. */
    Live as(String user, String password, Duration writerWait) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + postgres.database());
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName("longhaul");
        return new Live(postgres, source, writerWait);
    }

    @Override
    public void close() {
        pool.close();
        postgres.close();
    }
}
