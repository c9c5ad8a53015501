package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.KnownRecipe;
import io.longhaul.worker.settings.Settings;
import io.longhaul.worker.settings.SettingsReader;
import io.longhaul.workflows.engine.TaskQueues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in {@code deploy/} fits the program and {@code docker-compose.yml}. */
class DeployTest {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern METRIC = Pattern.compile("\\b(longhaul|temporal|jvm|process|system)_[a-z0-9_]+\\b");

    static List<JsonNode> documents(String file) throws IOException {
        try (MappingIterator<JsonNode> all =
                YAML.readerFor(JsonNode.class).readValues(ROOT.resolve(file).toFile())) {
            return all.readAll();
        }
    }

    private static JsonNode kind(List<JsonNode> documents, String kind) {
        return documents.stream()
                .filter(it -> it.at("/kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** Every metric that the dashboard or an alert asks for. */
    static Set<String> metrics() throws IOException {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard = new ObjectMapper()
                .readTree(ROOT.resolve("deploy/grafana/longhaul.json").toFile());
        dashboard.findValuesAsText("expr").forEach(expressions::add);
        dashboard.findValuesAsText("definition").forEach(expressions::add);
        documents("deploy/prometheus/alerts.yml")
                .get(0)
                .findValuesAsText("expr")
                .forEach(expressions::add);
        Set<String> names = new TreeSet<>();
        for (String expression : expressions) {
            Matcher metric = METRIC.matcher(expression);
            while (metric.find()) {
                names.add(metric.group());
            }
        }
        return names;
    }

    @Test
    void theDashboardAndTheAlertsAskForMetricsOfOurs() throws IOException {
        assertThat(metrics())
                .contains("longhaul_records_total", "longhaul_task_queue_backlog", "temporal_worker_task_slots_used")
                .hasSizeGreaterThan(10);
        JsonNode panels = new ObjectMapper()
                .readTree(ROOT.resolve("deploy/grafana/longhaul.json").toFile())
                .at("/panels");
        assertThat(panels)
                .allSatisfy(panel ->
                        assertThat(panel.at("/targets/0/expr").asText()).isNotEmpty());
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhatToDo() throws IOException {
        JsonNode rules = documents("deploy/prometheus/alerts.yml").get(0).at("/groups/0/rules");
        assertThat(rules).hasSizeGreaterThan(5).allSatisfy(rule -> {
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
            assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
            assertThat(rule.at("/annotations/description").asText()).isNotEmpty();
        });
    }

    @Test
    void composeMountsWhatIsThereAndPinsEveryImage() throws IOException {
        JsonNode services = documents("docker-compose.yml").get(0).at("/services");
        for (JsonNode service : services) {
            String image = service.at("/image").asText();
            assertThat(image).satisfiesAnyOf(it -> assertThat(it).isEqualTo("longhaul-worker"), it -> assertThat(it)
                    .matches(".+:v?\\d.*"));
            for (JsonNode volume : service.at("/volumes")) {
                if (volume.asText().startsWith("./")) {
                    assertThat(ROOT.resolve(volume.asText().split(":", 2)[0])).exists();
                }
            }
        }
        JsonNode scrape = documents("deploy/prometheus/prometheus.yml").get(0);
        assertThat(services.has(
                        scrape.at("/scrape_configs/0/dns_sd_configs/0/names/0").asText()))
                .isTrue();
        assertThat(ROOT.resolve("deploy/prometheus")
                        .resolve(scrape.at("/rule_files/0").asText()))
                .exists();
        assertThat(services.at("/worker/environment/LONGHAUL_METRICS_HOST").asText())
                .isEqualTo("0.0.0.0");
    }

    @Test
    void theKubernetesConfigurationIsOneThatAWorkerTakes(@TempDir Path empty) throws IOException {
        List<JsonNode> documents = documents("deploy/kubernetes/config.yaml");
        Map<String, String> environment = new HashMap<>(Map.of("HOME", empty.toString()));
        for (JsonNode node : List.of(
                kind(documents, "ConfigMap").at("/data"),
                kind(documents, "Secret").at("/stringData"))) {
            node.properties()
                    .forEach(entry ->
                            environment.put(entry.getKey(), entry.getValue().asText()));
        }
        Settings settings = new SettingsReader(empty, environment).read();
        assertThat(settings.missing()).doesNotContain(Backend.POSTGRES, Backend.TEMPORAL);
        assertThat(settings.served()).contains(KnownRecipe.EMBED);
        assertThat(settings.metrics().port()).isEqualTo(9464);
    }

    @Test
    void theDeploymentIsProbedWhereAWorkerAnswersAndScaledByItsQueues() throws IOException {
        JsonNode deployment = kind(documents("deploy/kubernetes/worker.yaml"), "Deployment");
        JsonNode worker = deployment.at("/spec/template/spec/containers/0");
        assertThat(worker.at("/ports/0/containerPort").asInt()).isEqualTo(9464);
        assertThat(worker.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
        assertThat(worker.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
        assertThat(deployment.at("/spec/selector/matchLabels"))
                .isEqualTo(deployment.at("/spec/template/metadata/labels"));
        assertThat(deployment
                        .at("/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .isGreaterThan(27);
        JsonNode scaling = kind(documents("deploy/kubernetes/scaling.yaml"), "ScaledObject");
        assertThat(scaling.at("/spec/scaleTargetRef/name")).isEqualTo(deployment.at("/metadata/name"));
        assertThat(scaling.at("/spec/minReplicaCount").asInt()).isPositive();
        assertThat(scaling.at("/spec/triggers").findValuesAsText("taskQueue"))
                .containsExactly(TaskQueues.MAIN, TaskQueues.EMBED);
    }
}
