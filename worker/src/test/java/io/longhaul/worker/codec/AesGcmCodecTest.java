package io.longhaul.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class AesGcmCodecTest {

    private static final String ONE = key(1);
    private static final String TWO = key(2);

    private static final Payload PLAIN = Payload.newBuilder()
            .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
            .setData(ByteString.copyFromUtf8("{\"table\":\"ip_summary\"}"))
            .build();

    private static String key(int fill) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) fill);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static AesGcmCodec codec(String keys) {
        return new AesGcmCodec(CodecKeys.parse(keys));
    }

    private static Payload encrypted(String keys) {
        return codec(keys).encode(List.of(PLAIN)).get(0);
    }

    @Test
    void whatIsEncryptedShowsNothingOfItsContentAndComesBackAsItWas() {
        Payload sealed = encrypted("a:" + ONE);
        assertThat(sealed.toString()).doesNotContain("ip_summary").doesNotContain("json/plain");
        assertThat(sealed.getMetadataOrThrow("key-id").toStringUtf8()).isEqualTo("a");
        assertThat(codec("a:" + ONE).decode(List.of(sealed))).containsExactly(PLAIN);
    }

    @Test
    void theSamePayloadTwiceIsNotTheSameBytes() {
        assertThat(encrypted("a:" + ONE).getData())
                .isNotEqualTo(encrypted("a:" + ONE).getData());
    }

    @Test
    void aNewFirstKeyEncryptsAndTheOldOneStillDecrypts() {
        Payload old = encrypted("a:" + ONE);
        AesGcmCodec rotated = codec("b:" + TWO + ", a:" + ONE);
        assertThat(rotated.encode(List.of(PLAIN))
                        .get(0)
                        .getMetadataOrThrow("key-id")
                        .toStringUtf8())
                .isEqualTo("b");
        assertThat(rotated.decode(List.of(old, encrypted("b:" + TWO)))).containsExactly(PLAIN, PLAIN);
    }

    @Test
    void aKeyThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> codec("b:" + TWO).decode(List.of(encrypted("a:" + ONE))))
                .isInstanceOf(AesGcmCodec.Unreadable.class)
                .hasMessageContaining("key 'a'")
                .hasMessageContaining("add it to LONGHAUL_CODEC_KEYS");
    }

    @Test
    void anotherKeyUnderTheSameIdIsSaidToBeAnother() {
        assertThatThrownBy(() -> codec("a:" + TWO).decode(List.of(encrypted("a:" + ONE))))
                .isInstanceOf(AesGcmCodec.Unreadable.class)
                .hasMessageContaining("does not open with key 'a'");
    }

    @Test
    void aChangedByteOrKeyIdOrAnEmptyPayloadIsFoundOut() {
        Payload sealed = encrypted("a:" + ONE);
        for (int i = 0; i < sealed.getData().size(); i++) {
            byte[] changed = sealed.getData().toByteArray();
            changed[i] ^= 1;
            Payload tampered =
                    sealed.toBuilder().setData(ByteString.copyFrom(changed)).build();
            assertThatThrownBy(() -> codec("a:" + ONE).decode(List.of(tampered)))
                    .isInstanceOf(AesGcmCodec.Unreadable.class);
        }
        Payload relabelled = sealed.toBuilder()
                .putMetadata("key-id", ByteString.copyFromUtf8("b"))
                .build();
        assertThatThrownBy(() -> codec("a:" + ONE + ",b:" + ONE).decode(List.of(relabelled)))
                .isInstanceOf(AesGcmCodec.Unreadable.class);
        Payload empty = sealed.toBuilder().clearData().build();
        assertThatThrownBy(() -> codec("a:" + ONE).decode(List.of(empty))).isInstanceOf(AesGcmCodec.Unreadable.class);
    }

    @Test
    void whatWasNeverEncryptedPasses() {
        assertThat(codec("a:" + ONE).decode(List.of(PLAIN))).containsExactly(PLAIN);
    }

    @Test
    void keysThatAreNoneAreRefusedWithoutShowingThem() {
        for (String wrong :
                List.of(ONE, "a", ":" + ONE, "a b:" + ONE, "a:secret!", "a:c2VjcmV0", "a:" + ONE + ",a:" + TWO)) {
            assertThatThrownBy(() -> CodecKeys.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("LONGHAUL_CODEC_KEYS")
                    .message()
                    .doesNotContain(ONE, "secret!", "c2VjcmV0");
        }
        assertThat(CodecKeys.parse("a:" + ONE + ",b:" + TWO)).hasToString("CodecKeys[a, b]");
    }
}
