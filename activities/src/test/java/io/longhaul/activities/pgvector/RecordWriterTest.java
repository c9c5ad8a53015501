package io.longhaul.activities.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.activities.collection.Admission;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.workflows.vectors.VectorType;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordWriterTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID COLLECTION = new UUID(1, 2);

    private final PgBinary out = new PgBinary(16);

    private @Nullable String refusal(VectorType type, float @Nullable [] vector, ObjectNode metadata) {
        RecordWriter writer = new RecordWriter(COLLECTION, type, new Admission(2, Map.of("user_id", "7")));
        return writer.append(new VectorRecord("id", vector, "document", metadata), out);
    }

    private @Nullable String refusal(float @Nullable ... vector) {
        return refusal(VectorType.VECTOR, vector, JSON.createObjectNode());
    }

    @Test
    void aVectorThatCantBeSearchedIsRefusedAndLeavesNothing() {
        assertThat(refusal((float[]) null)).isEqualTo("it has no vector");
        assertThat(refusal(1f)).isEqualTo("its vector has 1 dimensions, and those of the collection have 2");
        assertThat(refusal(1f, Float.NaN)).isEqualTo("its vector holds what is no finite number");
        assertThat(refusal(Float.NEGATIVE_INFINITY, 1f)).isEqualTo("its vector holds what is no finite number");
        assertThat(refusal(VectorType.HALFVEC, new float[] {1f, 65_520f}, JSON.createObjectNode()))
                .isEqualTo("its vector holds a number too large for halfvec");
        assertThat(out.length()).isZero();
        assertThat(refusal(1f, 2f)).isNull();
        assertThat(out.length()).isPositive();
    }

    @Test
    void aNulAnywhereInTheMetadataIsRefused() {
        ObjectNode deep = JSON.createObjectNode();
        deep.putObject("a").putArray("b").add("x\0");
        assertThat(refusal(VectorType.VECTOR, new float[2], deep)).contains("its metadata holds a NUL character");
        assertThat(refusal(
                        VectorType.VECTOR, new float[2], JSON.createObjectNode().put("x\0", 1)))
                .contains("its metadata holds a NUL character");
        assertThat(out.length()).isZero();
    }

    @Test
    void aConstantThatIsThereAlreadyIsNoProblem() {
        assertThat(refusal(
                        VectorType.VECTOR, new float[2], JSON.createObjectNode().put("user_id", "7")))
                .isNull();
        assertThat(refusal(
                        VectorType.VECTOR, new float[2], JSON.createObjectNode().put("user_id", 7)))
                .contains("another user_id");
    }

    @Test
    void everyBitOfAVectorCounts() {
        assertThat(refusal(1f, 0f)).isNull();
        int second = out.length();
        assertThat(refusal(1f, -0f)).isNull();
        int third = out.length();
        assertThat(refusal(1f, 0f)).isNull();

        RecordChecksum.Hashes first = RecordChecksum.of(out.array(), 0);
        assertThat(RecordChecksum.of(out.array(), third)).isEqualTo(first);
        assertThat(RecordChecksum.of(out.array(), second).vector()).isNotEqualTo(first.vector());
        assertThat(RecordChecksum.of(out.array(), second).content()).isEqualTo(first.content());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0000",
        "-0.0, 8000",
        "1, 3c00",
        "-2, c000",
        "65504, 7bff",
        "65519.99, 7bff",
        "65520, 7c00",
        "0.333333333, 3555",
        // Half way between two, the even one.
        "1.00048828125, 3c00",
        "1.00146484375, 3c02",
        // Below 2^-14 with fewer digits, below 2^-25 nothing.
        "6.1035156E-5, 0400",
        "6.097555E-5, 03ff",
        "5.9604645E-8, 0001",
        "2.9802322E-8, 0000",
        "2.9802326E-8, 0001"
    })
    void aHalfIsTheNearestThereIs(float number, String bits) {
        short half = Half.of(number);
        assertThat(String.format("%04x", half)).isEqualTo(bits);
        assertThat(Half.of(Half.toFloat(half))).isEqualTo(half);
    }
}
