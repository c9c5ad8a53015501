package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;

/** How the connection to the target is secured, as the server has it. */
public final class Encryption {

    private final TargetDatabase target;

    public Encryption(TargetDatabase target) {
        this.target = target;
    }

    /**
     * What the server says of this connection.
     *
     * @param tls whether it is encrypted
     * @param version of TLS; empty without
     * @param cipher empty without
     * @param sameMachine whether the server is addressed on its own machine
     */
    public record Result(boolean tls, String version, String cipher, boolean sameMachine) {}

    public Result run(Watch watch) {
        return target.transaction("asking for its TLS", watch, transaction -> transaction
                .sql()
                .select("""
                        SELECT ssl, coalesce(version, ''), coalesce(cipher, ''),
                               coalesce(host(inet_server_addr()) IN ('127.0.0.1', '::1'), true)
                        FROM pg_stat_ssl WHERE pid = pg_backend_pid()""")
                .map((row, context) ->
                        new Result(row.getBoolean(1), row.getString(2), row.getString(3), row.getBoolean(4)))
                .one());
    }
}
