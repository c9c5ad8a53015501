package io.longhaul.worker.settings;

import io.longhaul.activities.openai.Requests;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker process runs, whatever migration it works for.
 *
 * @param requestSize the most texts in a request to the embeddings API
 * @param deployment null where versions play no part
 */
record ProcessSettings(
        SlotSettings slots,
        int requestSize,
        MetricsSettings metrics,
        LogFormat logFormat,
        @Nullable DeploymentSettings deployment) {

    /** More are no gain for one process; further ones are. */
    private static final int MOST_SLOTS = 1_000;

    static ProcessSettings of(Values values, List<String> problems) {
        return new ProcessSettings(
                new SlotSettings(
                        values.number(Setting.LONGHAUL_SLOTS, 1, MOST_SLOTS, SlotSettings.DEFAULT.main()),
                        values.number(Setting.LONGHAUL_EMBED_SLOTS, 1, MOST_SLOTS, SlotSettings.DEFAULT.embed())),
                values.number(
                        Setting.EMBEDDING_REQUEST_SIZE, 1, Requests.OPENAI.maxInputs(), Requests.OPENAI.maxInputs()),
                metrics(values),
                values.word(Setting.LONGHAUL_LOG_FORMAT, LogFormat.TEXT),
                DeploymentSettings.of(values, problems));
    }

    private static MetricsSettings metrics(Values values) {
        String host = values.text(Setting.LONGHAUL_METRICS_HOST, MetricsSettings.HOST);
        boolean off = values.text(Setting.LONGHAUL_METRICS_PORT, "").equals(MetricsSettings.OFF);
        Long port = off ? null : values.wholeNumber(Setting.LONGHAUL_METRICS_PORT, 1, 65_535);
        return new MetricsSettings(host, port == null ? null : Math.toIntExact(port), off);
    }
}
