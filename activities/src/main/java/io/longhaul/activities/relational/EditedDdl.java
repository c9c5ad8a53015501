package io.longhaul.activities.relational;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.relational.DdlFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The statements of a user's own that make the target, as they are written.
 *
 * @param before the copy: the schema and its bare tables
 * @param after it: everything else, in the order of the file
 */
public record EditedDdl(List<String> before, List<String> after) {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern BEFORE = Pattern.compile("CREATE\\s+(SCHEMA|TABLE)\\b.*", FLAGS | Pattern.DOTALL);
    private static final Pattern AFTER = Pattern.compile(
            "(CREATE\\s+(UNIQUE\\s+)?INDEX|CREATE\\s+(OR\\s+REPLACE\\s+)?VIEW|CREATE\\s+TRIGGER"
                    + "|CREATE\\s+FUNCTION\\s+[^(]+\\(\\s*\\)\\s+RETURNS\\s+TRIGGER|ALTER\\s+TABLE|COMMENT\\s+ON|GRANT|REVOKE"
                    + "|SELECT\\s+(pg_catalog\\.)?setval)\\b.*",
            FLAGS | Pattern.DOTALL);

    private static final int SHOWN = 40;

    public EditedDdl {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** @throws MigrationException where the file is another one, or has what can't be made or taken back */
    public static EditedDdl read(DdlFile of) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of(of.file()));
            if (!digest(bytes).equals(of.sha256())) {
                throw refused(
                        of.file() + " has changed since the run began, or is another file on this machine: give it"
                                + " as it was, or begin again");
            }
            return parse(of.file(), new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw refused(of.file() + " can't be read: every worker needs the file at that path");
        }
    }

    /** As {@link DdlFile#sha256} has it. */
    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static EditedDdl parse(String file, String sql) {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String statement : SqlStatements.of(sql)) {
            if (BEFORE.matcher(statement).matches()) {
                before.add(statement);
            } else if (AFTER.matcher(statement).matches()) {
                after.add(statement);
            } else {
                problems.add(beginning(statement));
            }
        }
        if (!problems.isEmpty()) {
            throw refused(file + " has statements that a reset could not take back, or that change rows ("
                    + String.join("; ", problems)
                    + "): run them yourself, before the migration or after it, and keep CREATE SCHEMA, TABLE, INDEX,"
                    + " VIEW, TRIGGER and its FUNCTION, ALTER TABLE, COMMENT, GRANT, REVOKE and SELECT setval");
        }
        return new EditedDdl(before, after);
    }

    /** How a statement is named in an error. */
    public static String beginning(String statement) {
        String line = statement.replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " ...";
    }

    /** The whole, as {@code discover --ddl-only} prints it. */
    String text() {
        StringBuilder text = new StringBuilder();
        Stream.concat(before.stream(), after.stream())
                .forEach(statement -> text.append(statement).append(";\n\n"));
        return text.toString();
    }

    /** Whether a statement is in it, however its lines are broken. */
    boolean has(String statement) {
        String plain = statement.replaceAll("\\s+", " ");
        return after.stream().anyMatch(one -> one.replaceAll("\\s+", " ").equals(plain));
    }

    static MigrationException refused(String why) {
        return new MigrationException(FailureKind.INVALID_SPEC, "the DDL in " + why);
    }
}
