package io.longhaul.bench.drill;

import io.longhaul.bench.lab.TcpProxy;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lies between workers and each service: nothing, or a proxy for each of them that can be injured. */
final class Network implements AutoCloseable {

    /** In an address, and alone. */
    private static final Pattern PORT = Pattern.compile("(?:^|:)(\\d+)(?=/|$)");

    private final Map<Link, TcpProxy> proxies = new EnumMap<>(Link.class);

    /** To which service, and the setting that says where it is. */
    enum Link {
        MYSQL("MySQL", "MYSQL_PORT"),
        LEDGER("the ledger", "LEDGER_URL"),
        QDRANT("Qdrant", "QDRANT_URL"),
        API("the embeddings API", "OPENAI_BASE_URL"),
        TARGET("the target", "TARGET_URL"),
        CHROMA("Chroma", "CHROMA_URL"),
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
    }

    private Network() {}

    /** Workers reach the services themselves. */
    static Network direct() {
        return new Network();
    }

    /**
     * Workers reach proxies.
     *
     * @param settings where the services are, which become those of the proxies
     */
    static Network proxied(Map<String, String> settings) throws IOException {
        Network network = new Network();
        for (Link link : Link.values()) {
            String address = settings.get(link.setting);
            if (address != null) {
                Matcher port = PORT.matcher(address);
                if (!port.find()) {
                    throw new IllegalStateException(link.setting + " has no port");
                }
                TcpProxy proxy = TcpProxy.to(Integer.parseInt(port.group(1)));
                network.proxies.put(link, proxy);
                settings.put(
                        link.setting,
                        address.substring(0, port.start(1)) + proxy.port() + address.substring(port.end(1)));
            }
        }
        return network;
    }

    /** The one between workers and this service. */
    TcpProxy to(Link link) {
        return Objects.requireNonNull(proxies.get(link), "this network has no such proxy");
    }

    @Override
    public void close() {
        proxies.values().forEach(TcpProxy::close);
    }
}
