package io.longhaul.activities.relational.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.relational.TableFindings;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.Fingerprint;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.relational.RelationalSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * What every step of a job goes by, whatever worker runs it: it is kept in the ledger, and never decided twice.
 *
 * @param source what the file was like when it was discovered
 * @param tables what was found, by SQLite's names
 * @param plan what the database becomes
 */
public record Frozen(Fingerprint source, Map<String, TableFindings> tables, TargetPlan plan) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    String toJson() {
        return json(this);
    }

    /** @param json the state of a test run */
    public static Frozen ofJson(String json) {
        try {
            return JSON.readValue(json, Frozen.class);
        } catch (JsonProcessingException e) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "the plan in the ledger was made by another version of Longhaul: use that version, or reset the"
                            + " target and begin a new job",
                    e);
        }
    }

    /** Two specs with one digest make the same plan of the same file. */
    public static String digest(RelationalSpec spec) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json(spec).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of ours are always JSON", e);
        }
    }
}
