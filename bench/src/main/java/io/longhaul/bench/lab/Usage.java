package io.longhaul.bench.lab;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processor time that processes have used so far, each with what it has started. Unlike time on a clock it hardly
 * depends on what else the machine does.
 */
public record Usage(Map<String, Duration> spent) {

    public Usage {
        spent = Map.copyOf(spent);
    }

    /** @param pids by what they are called */
    public static Usage of(Map<String, Long> pids) {
        Map<String, Duration> spent = new LinkedHashMap<>();
        pids.forEach((name, pid) -> spent.merge(
                label(name),
                ProcessHandle.of(pid).stream()
                        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                        .reduce(Duration.ZERO, Duration::plus),
                Duration::plus));
        return new Usage(spent);
    }

    /** Several workers count as one. */
    private static String label(String name) {
        return name.replaceAll("-\\d+$", "");
    }

    public Usage since(Usage earlier) {
        Map<String, Duration> difference = new LinkedHashMap<>();
        spent.forEach(
                (name, time) -> difference.put(name, time.minus(earlier.spent.getOrDefault(name, Duration.ZERO))));
        return new Usage(difference);
    }

    /** Milliseconds for each of so many records. */
    public String perRecord(long records) {
        String each = spent.entrySet().stream()
                .sorted(Map.Entry.<String, Duration>comparingByValue().reversed())
                .map(process -> String.format(
                        Locale.ROOT,
                        "%s %.2f",
                        process.getKey(),
                        process.getValue().toMillis() / (double) records))
                .collect(Collectors.joining(", "));
        double all = spent.values().stream().mapToLong(Duration::toMillis).sum() / (double) records;
        return String.format(Locale.ROOT, "%.2f ms of processor a record (%s)", all, each);
    }
}
