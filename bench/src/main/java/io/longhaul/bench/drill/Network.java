package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.TcpProxy;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What lies between workers and each service: nothing, or a proxy for each of them that can be injured. */
final class Network implements AutoCloseable {

    private final Map<Link, TcpProxy> proxies = new EnumMap<>(Link.class);

    /** To which service, and the setting that says where it is. */
    enum Link {
        MYSQL("MySQL", "MYSQL_PORT"),
        LEDGER("the ledger", "LEDGER_URL"),
        QDRANT("Qdrant", "QDRANT_URL"),
        API("the embeddings API", "OPENAI_BASE_URL"),
        TEMPORAL("Temporal", "TEMPORAL_ADDRESS");

        private final String label;
        private final String setting;

        Link(String label, String setting) {
            this.label = label;
            this.setting = setting;
        }

        String label() {
            return label;
        }

        private int port(Lab lab, int api) {
            return switch (this) {
                case MYSQL -> lab.mysql().port();
                case LEDGER -> lab.postgres().port();
                case QDRANT -> lab.qdrant().port();
                case API -> api;
                case TEMPORAL -> lab.temporal().port();
            };
        }
    }

    private Network() {}

    /** Workers reach the services themselves. */
    static Network direct() {
        return new Network();
    }

    /**
     * Workers reach proxies.
     *
     * @param api the port of the embeddings API
     * @param settings where the services are, which become those of the proxies
     */
    static Network proxied(Lab lab, int api, Map<String, String> settings) throws IOException {
        Network network = new Network();
        for (Link link : Link.values()) {
            int port = link.port(lab, api);
            TcpProxy proxy = TcpProxy.to(port);
            network.proxies.put(link, proxy);
            settings.computeIfPresent(
                    link.setting,
                    (name, value) -> value.replaceFirst("(^|:)" + port + "(/|$)", "$1" + proxy.port() + "$2"));
        }
        return network;
    }

    /** The one between workers and this service. */
    TcpProxy to(Link link) {
        return Objects.requireNonNull(proxies.get(link), "this network has no proxies");
    }

    @Override
    public void close() {
        proxies.values().forEach(TcpProxy::close);
    }
}
