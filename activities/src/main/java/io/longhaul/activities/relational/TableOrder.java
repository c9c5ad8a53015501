package io.longhaul.activities.relational;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables in an order in which those that others refer to come first.
 *
 * @param tables all of them
 * @param cyclic those that refer to each other in a circle; their foreign keys are made after all are copied anyway
 */
record TableOrder(List<String> tables, List<String> cyclic) {

    /** @param parents of each table, in the order of their declaration; of itself does not count */
    static TableOrder of(Map<String, ? extends Collection<String>> parents) {
        Map<String, Set<String>> waiting = new LinkedHashMap<>();
        parents.forEach((table, others) -> {
            Set<String> open = new LinkedHashSet<>(others);
            open.remove(table);
            open.retainAll(parents.keySet());
            waiting.put(table, open);
        });
        List<String> order = new ArrayList<>();
        Set<String> cyclic = new LinkedHashSet<>();
        while (!waiting.isEmpty()) {
            List<String> ready = waiting.entrySet().stream()
                    .filter(entry -> entry.getValue().isEmpty())
                    .map(Map.Entry::getKey)
                    .toList();
            if (ready.isEmpty()) {
                String first = firstInCircle(waiting);
                cyclic.addAll(circle(first, waiting));
                ready = List.of(first);
            }
            order.addAll(ready);
            waiting.keySet().removeAll(ready);
            for (Set<String> open : waiting.values()) {
                open.removeAll(ready);
            }
        }
        return new TableOrder(
                List.copyOf(order),
                parents.keySet().stream().filter(cyclic::contains).toList());
    }

    private static String firstInCircle(Map<String, Set<String>> waiting) {
        return waiting.keySet().stream()
                .filter(table -> reached(table, waiting).contains(table))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> circle(String table, Map<String, Set<String>> waiting) {
        Set<String> circle = new LinkedHashSet<>();
        for (String other : reached(table, waiting)) {
            if (reached(other, waiting).contains(table)) {
                circle.add(other);
            }
        }
        return circle;
    }

    private static Set<String> reached(String table, Map<String, Set<String>> waiting) {
        Set<String> reached = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(waiting.getOrDefault(table, Set.of()));
        while (!open.isEmpty()) {
            String next = open.remove(open.size() - 1);
            if (reached.add(next)) {
                open.addAll(waiting.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }
}
