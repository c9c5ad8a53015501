package io.longhaul.embedded.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads WordNet 3.1's data files from the class path: some licence lines, then one meaning per line. */
final class WordNet {
    private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/data.";
    private static final List<String> FILES = List.of("noun", "verb", "adj", "adv");
    private static final int HEXADECIMAL = 16;
    private static final int FIRST_WORD = 4;

    /** By their numbers in the data files. */
    private static final List<String> LEXICOGRAPHER_FILES = List.of(
            "adj.all",
            "adj.pert",
            "adv.all",
            "noun.Tops",
            "noun.act",
            "noun.animal",
            "noun.artifact",
            "noun.attribute",
            "noun.body",
            "noun.cognition",
            "noun.communication",
            "noun.event",
            "noun.feeling",
            "noun.food",
            "noun.group",
            "noun.location",
            "noun.motive",
            "noun.object",
            "noun.person",
            "noun.phenomenon",
            "noun.plant",
            "noun.possession",
            "noun.process",
            "noun.quantity",
            "noun.relation",
            "noun.shape",
            "noun.state",
            "noun.substance",
            "noun.time",
            "verb.body",
            "verb.change",
            "verb.cognition",
            "verb.communication",
            "verb.competition",
            "verb.consumption",
            "verb.contact",
            "verb.creation",
            "verb.emotion",
            "verb.motion",
            "verb.perception",
            "verb.possession",
            "verb.social",
            "verb.stative",
            "verb.weather",
            "adj.ppl");

    private WordNet() {}

    /** All meanings, in the order of the files. */
    static List<Gloss> read() throws IOException {
        List<Gloss> glosses = new ArrayList<>(SampleData.RECORDS);
        for (String file : FILES) {
            try (InputStream stream = WordNet.class.getResourceAsStream(FOLDER + file)) {
                if (stream == null) {
                    throw new IOException("WordNet's data." + file + " is not on the class path");
                }
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.startsWith(" ")) {
                        glosses.add(parse(line));
                    }
                }
            }
        }
        return glosses;
    }

    /** A line is {@code offset file type wordCount (word id)... pointers... | gloss}. */
    static Gloss parse(String line) {
        int bar = line.indexOf(" | ");
        String[] fields = line.substring(0, bar).split(" ", -1);
        int words = Integer.parseInt(fields[3], HEXADECIMAL);
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < words; i++) {
            content.append(i == 0 ? "" : ", ").append(word(fields[FIRST_WORD + 2 * i]));
        }
        content.append(": ").append(line.substring(bar + 3).strip());
        return new Gloss(LEXICOGRAPHER_FILES.get(Integer.parseInt(fields[1])), content.toString());
    }

    /** Without the mark that tells where an adjective may stand, as in {@code galore(ip)}. */
    private static String word(String field) {
        int mark = field.endsWith(")") ? field.indexOf('(') : -1;
        return (mark > 0 ? field.substring(0, mark) : field).replace('_', ' ');
    }
}
