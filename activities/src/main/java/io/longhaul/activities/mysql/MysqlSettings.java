package io.longhaul.activities.mysql;

import java.util.regex.Pattern;

/**
 * Where the source is and who reads it.
 *
 * @param host a name or an address, IPv6 with or without brackets
 * @param database where tables are looked for that are named without one
 */
public record MysqlSettings(String host, int port, String user, String password, String database, MysqlTls tls) {

    /** What would end the host within a connection URL and begin something else. */
    private static final Pattern NOT_OF_A_HOST = Pattern.compile("[\\s/?#@&=,()\\\\]");

    /** Encrypted as is usual. */
    public MysqlSettings(String host, int port, String user, String password, String database) {
        this(host, port, user, password, database, MysqlTls.USUAL);
    }

    public MysqlSettings {
        if (host.isBlank() || NOT_OF_A_HOST.matcher(host).find()) {
            throw new IllegalArgumentException("MYSQL_HOST is not a host: give a name or an address");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("MYSQL_PORT is " + port + ": give 1 to 65535");
        }
        if (user.isBlank()) {
            throw new IllegalArgumentException("MYSQL_USER is empty: give the user who reads the source");
        }
        if (database.isBlank()) {
            throw new IllegalArgumentException("MYSQL_DATABASE is empty: give the database that holds the table");
        }
    }

    /** The address with the database, for people. */
    public String describe() {
        return address() + "/" + database;
    }

    String address() {
        boolean bareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bareIpv6 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return "MysqlSettings[" + user + "@" + describe() + ", password=***]";
    }
}
