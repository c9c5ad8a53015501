package io.longhaul.worker.settings;

import java.util.List;

/** Finds settings that are none, so that a slip of the finger does not end as a default. */
final class Unknown {

    /** The seed's, which named its ledger so. */
    private static final List<String> SUPABASE = List.of("SUPABASE_URL", "SUPABASE_KEY");

    private Unknown() {}

    static void check(Layer layer, List<String> problems) {
        boolean lenient = layer.ofEnvironment();
        for (String name : layer.values().keySet().stream().sorted().toList()) {
            boolean known = Setting.named(name)
                    .filter(setting -> lenient || !setting.internal())
                    .isPresent();
            if (known) {
                continue;
            }
            if (lenient ? Names.mistakenInEnvironment(name) : mistakenInFile(layer, name)) {
                problems.add(name + " (" + layer.origin() + ") is no setting of Longhaul: "
                        + Names.nearest(name)
                                .map(nearest -> "did you mean " + nearest + "?")
                                .orElse("remove it"));
            }
        }
    }

    /** A spec is ours as a whole; {@code .env} is shared with other programs. */
    private static boolean mistakenInFile(Layer layer, String name) {
        boolean shared = layer.origin().equals(".env") || name.startsWith("TEMPORAL_") || SUPABASE.contains(name);
        return Names.hasOurPrefix(name) || !shared;
    }

    /** Whoever names a Supabase project wants the ledger there, and would not get it. */
    static void checkSupabase(Values values, List<Layer> layers, List<String> problems) {
        if (values.has(Setting.LEDGER_URL)) {
            return;
        }
        for (Layer layer : layers) {
            for (String name : SUPABASE) {
                if (!layer.values().getOrDefault(name, "").isBlank()) {
                    problems.add(
                            name + " (" + layer.origin() + ") is not enough for the ledger, which needs SQL: copy the "
                                    + "project's connection string (Connect, Session pooler) into LEDGER_URL, or remove "
                                    + name);
                    return;
                }
            }
        }
    }
}
