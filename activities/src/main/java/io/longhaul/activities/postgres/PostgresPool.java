package io.longhaul.activities.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Properties;

/** Connections to a database of Postgres. */
public final class PostgresPool {

    private PostgresPool() {}

    /**
     * Makes a pool, and connects to nothing yet: whoever uses it first gets the error, with its reason.
     *
     * @param name of the pool, for logs
     * @param answer after which a server that is silent is an error; zero for work that may take hours
     */
    public static HikariDataSource open(String name, PostgresSettings settings, int connections, Duration answer) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(10_000);
        config.setInitializationFailTimeout(-1);
        Properties driver = new Properties();
        driver.setProperty("ApplicationName", "longhaul");
        driver.setProperty("connectTimeout", "10");
        driver.setProperty("socketTimeout", Long.toString(answer.toSeconds()));
        driver.setProperty("tcpKeepAlive", "true");
        driver.setProperty("reWriteBatchedInserts", "true");
        config.setDataSourceProperties(driver);
        return new HikariDataSource(config);
    }
}
