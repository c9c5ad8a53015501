package io.longhaul.worker.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.workflows.engine.Nearest;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Layers, the first that has a value wins. Blank is not set, so that a line may be left empty in {@code .env}. */
final class Values {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Layer> layers;
    private final List<String> problems;

    Values(List<Layer> layers, List<String> problems) {
        this.layers = List.copyOf(layers);
        this.problems = problems;
    }

    @Nullable
    String text(Setting setting) {
        return source(setting.name())
                .map(layer -> layer.values().getOrDefault(setting.name(), "").strip())
                .orElse(null);
    }

    String text(Setting setting, String otherwise) {
        String text = text(setting);
        return text == null ? otherwise : text;
    }

    /** Whether it is there at all, and be it empty. */
    boolean mentions(Setting setting) {
        return layers.stream().anyMatch(layer -> layer.values().containsKey(setting.name()));
    }

    boolean has(Setting setting) {
        return source(setting.name()).isPresent();
    }

    /** Commas separate, blanks around them do not count; or JSON, where commas are within. */
    List<String> list(Setting setting) {
        String text = text(setting, "");
        return Arrays.stream(text.startsWith("[") ? ofJson(setting, text) : text.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private String[] ofJson(Setting setting, String text) {
        try {
            return JSON.readValue(text, String[].class);
        } catch (JsonProcessingException e) {
            problems.add(where(setting) + " begins as a list in JSON, and is none: write [\"a\", \"b\"], or a, b");
            return new String[0];
        }
    }

    /** False where it is not set. */
    boolean flag(Setting setting) {
        String text = text(setting, "false").toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            problems.add(where(setting) + " is " + text + ": give true or false");
        }
        return text.equals("true");
    }

    /** One of few words; null where it is not set, or is another, which is a problem. */
    <E extends Enum<E>> @Nullable E word(Setting setting, Class<E> type) {
        String word = text(setting);
        if (word == null) {
            return null;
        }
        E[] known = type.getEnumConstants();
        List<String> words = Arrays.stream(known)
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .toList();
        int at = words.indexOf(word.toLowerCase(Locale.ROOT));
        if (at < 0) {
            int last = words.size() - 1;
            problems.add(where(setting) + " is " + word + ": give " + String.join(", ", words.subList(0, last)) + " or "
                    + words.get(last));
            return null;
        }
        return known[at];
    }

    <E extends Enum<E>> E word(Setting setting, E otherwise) {
        E word = word(setting, otherwise.getDeclaringClass());
        return word == null ? otherwise : word;
    }

    /** The name of a sample, which comes with Longhaul; null for data of the user's own. */
    @Nullable
    String sample(Setting setting, List<String> known) {
        String sample = text(setting);
        if (sample != null && !known.contains(sample)) {
            problems.add(where(setting) + " is " + sample + ", which there is none of: " + Nearest.hint(sample, known));
        }
        return sample;
    }

    int number(Setting setting, int least, int most, int otherwise) {
        Long number = wholeNumber(setting, least, most);
        return number == null ? otherwise : Math.toIntExact(number);
    }

    @Nullable
    Long wholeNumber(Setting setting, long least, long most) {
        String text = text(setting);
        if (text == null) {
            return null;
        }
        String range = most == Long.MAX_VALUE ? least + " or more" : least + " to " + most;
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
            problems.add(where(setting) + " is " + number + ": give " + range);
        } catch (NumberFormatException e) {
            problems.add(where(setting) + " is not a whole number: give " + range);
        }
        return null;
    }

    BigDecimal decimal(Setting setting, BigDecimal least, @Nullable BigDecimal most, BigDecimal otherwise) {
        String text = text(setting);
        if (text == null) {
            return otherwise;
        }
        String range = most == null ? least + " or more" : least + " to " + most;
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.compareTo(least) >= 0 && (most == null || number.compareTo(most) <= 0)) {
                return number;
            }
            problems.add(where(setting) + " is " + text + ": give " + range);
        } catch (NumberFormatException e) {
            problems.add(where(setting) + " is not a number: give " + range + ", as 0.02");
        }
        return otherwise;
    }

    /** The setting and where its value came from, for a message. */
    String where(Setting setting) {
        return source(setting.name())
                .map(layer -> layer.origin().startsWith("--") ? layer.origin() : setting + " (" + layer.origin() + ")")
                .orElse(setting.name());
    }

    /** Where its value came from, for a message; null where it has none. */
    @Nullable
    String origin(Setting setting) {
        return source(setting.name()).map(Layer::origin).orElse(null);
    }

    /** Everything set, as one map; what begins with {@code TEMPORAL_} included. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        for (int i = layers.size() - 1; i >= 0; i--) {
            layers.get(i).values().forEach((name, value) -> {
                if (!value.isBlank() || name.equals(Setting.MYSQL_PASSWORD.name())) {
                    all.put(name, value);
                }
            });
        }
        return all;
    }

    private Optional<Layer> source(String name) {
        return layers.stream()
                .filter(layer -> !layer.values().getOrDefault(name, "").isBlank())
                .findFirst();
    }
}
