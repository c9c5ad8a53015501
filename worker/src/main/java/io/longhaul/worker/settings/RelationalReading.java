package io.longhaul.worker.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.activities.relational.EditedDdl;
import io.longhaul.workflows.relational.DdlFile;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Rules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what the relational recipe moves. */
final class RelationalReading {

    /** The databases that come with Longhaul; whoever needs one makes it. */
    private static final List<String> SAMPLES = List.of("league", "collections");

    /** PostgreSQL cuts longer names. */
    private static final int LONGEST_NAME = 63;

    private static final String QUARANTINE = "_quarantine";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Values values;
    private final Path directory;
    private final List<String> problems;

    /** @param directory that relative paths begin at */
    RelationalReading(Values values, Path directory, List<String> problems) {
        this.values = values;
        this.directory = directory;
        this.problems = problems;
    }

    RelationalSettings settings() {
        String sample = values.sample(Setting.RELATIONAL_SAMPLE, SAMPLES);
        Path file = file(sample);
        String schema = name(Setting.RELATIONAL_SCHEMA, identifier(stem(file)));
        String quarantine = name(Setting.RELATIONAL_QUARANTINE, schema + QUARANTINE);
        if (schema.equals(quarantine)) {
            problems.add(values.where(Setting.RELATIONAL_QUARANTINE) + " is " + quarantine
                    + ", as is the schema: give the quarantine a schema of its own");
            quarantine = schema + QUARANTINE;
        }
        RelationalSpec spec = new RelationalSpec(
                file.toString(),
                schema,
                quarantine,
                values.list(Setting.RELATIONAL_TABLES),
                rules(),
                values.flag(Setting.RELATIONAL_ACCEPT_PARTIAL),
                ddl());
        return new RelationalSettings(spec, sample);
    }

    private Path file(@Nullable String sample) {
        String file = values.text(Setting.RELATIONAL_FILE);
        if (file != null && sample != null) {
            problems.add(values.where(Setting.RELATIONAL_FILE) + " and " + values.where(Setting.RELATIONAL_SAMPLE)
                    + " are both set: give one of them");
        }
        if (file == null && sample == null) {
            problems.add("RELATIONAL_FILE is missing: name the SQLite database, or set RELATIONAL_SAMPLE="
                    + SAMPLES.get(0) + " for one that comes with Longhaul");
        }
        Path found = file == null
                ? directory.resolve(".longhaul").resolve("samples").resolve(sample + ".db")
                : directory.resolve(file);
        return found.toAbsolutePath().normalize();
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** A name that needs no quotes, and leaves room for an ending. */
    static String identifier(String text) {
        String plain =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
        if (plain.isEmpty() || Character.isDigit(plain.charAt(0)) || plain.startsWith("pg_")) {
            plain = "db_" + plain;
        }
        int longest = LONGEST_NAME - QUARANTINE.length();
        return plain.length() <= longest ? plain : plain.substring(0, longest);
    }

    private String name(Setting setting, String otherwise) {
        String name = values.text(setting, otherwise);
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            problems.add(values.where(setting) + " is " + name + ": PostgreSQL's names have at most " + LONGEST_NAME
                    + " bytes, so give a shorter " + setting);
        }
        if (name.startsWith("pg_")) {
            problems.add(values.where(setting) + " is " + name
                    + ": PostgreSQL keeps schemas that begin with pg_ for itself, so give another");
        }
        return name;
    }

    private @Nullable DdlFile ddl() {
        String file = values.text(Setting.RELATIONAL_DDL);
        if (file == null) {
            return null;
        }
        Path path = directory.resolve(file).toAbsolutePath().normalize();
        try {
            return new DdlFile(path.toString(), EditedDdl.digest(Files.readAllBytes(path)));
        } catch (IOException e) {
            problems.add(values.where(Setting.RELATIONAL_DDL) + " is " + file
                    + ", which can't be read: discover --ddl-only prints such a file, to be edited");
            return null;
        }
    }

    private List<Rule> rules() {
        String json = values.text(Setting.RELATIONAL_RULES);
        if (json == null) {
            return List.of();
        }
        String where = values.where(Setting.RELATIONAL_RULES);
        try {
            List<String> wrong = new ArrayList<>();
            List<Rule> rules = Rules.read(JSON.readTree(json), wrong);
            wrong.forEach(problem -> problems.add(where + ": " + problem));
            return rules;
        } catch (JsonProcessingException e) {
            problems.add(
                    where + " is not JSON: give a list, as [{\"table\": \"users\", \"column\": \"email\", \"rule\":"
                            + " \"default\", \"value\": \"unknown\"}], or the rules in a spec");
            return List.of();
        }
    }
}
