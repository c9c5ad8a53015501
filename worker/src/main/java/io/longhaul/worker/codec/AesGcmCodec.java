package io.longhaul.worker.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts each payload with AES-256-GCM under a nonce of its own; the key's id stands in its metadata, and is
 * authenticated with it. A payload that was never encrypted passes as it is, so that histories from before the keys
 * were set can still be read. Thread-safe.
 */
public final class AesGcmCodec implements PayloadCodec {

    static final String ENCODING = "encoding";
    static final String ENCRYPTED = "binary/aes-gcm";
    static final String KEY_ID = "key-id";

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final CodecKeys keys;
    private final SecureRandom random = new SecureRandom();

    public AesGcmCodec(CodecKeys keys) {
        this.keys = keys;
    }

    /** A payload can't be read with the keys that this process has. */
    public static final class Unreadable extends RuntimeException {

        Unreadable(String message) {
            super(message);
        }
    }

    @Override
    public List<Payload> encode(List<Payload> payloads) {
        return payloads.stream().map(this::encrypted).toList();
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
        return payloads.stream().map(this::decrypted).toList();
    }

    private Payload encrypted(Payload payload) {
        String id = keys.current();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed;
        try {
            sealed = cipher(Cipher.ENCRYPT_MODE, keys.key(id).orElseThrow(), id, nonce)
                    .doFinal(payload.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
        return Payload.newBuilder()
                .putMetadata(ENCODING, ByteString.copyFromUtf8(ENCRYPTED))
                .putMetadata(KEY_ID, ByteString.copyFromUtf8(id))
                .setData(ByteString.copyFrom(nonce).concat(ByteString.copyFrom(sealed)))
                .build();
    }

    private Payload decrypted(Payload payload) {
        if (!metadata(payload, ENCODING).equals(ENCRYPTED)) {
            return payload;
        }
        String id = metadata(payload, KEY_ID);
        SecretKey key = keys.key(id)
                .orElseThrow(() -> new Unreadable("a payload is encrypted with key '" + id
                        + "', which this process does not have: add it to LONGHAUL_CODEC_KEYS"));
        byte[] data = payload.getData().toByteArray();
        if (data.length < NONCE_BYTES) {
            throw broken(id);
        }
        byte[] nonce = java.util.Arrays.copyOf(data, NONCE_BYTES);
        try {
            return Payload.parseFrom(
                    cipher(Cipher.DECRYPT_MODE, key, id, nonce).doFinal(data, NONCE_BYTES, data.length - NONCE_BYTES));
        } catch (AEADBadTagException | InvalidProtocolBufferException e) {
            throw broken(id);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    private static Unreadable broken(String id) {
        return new Unreadable("a payload does not open with key '" + id
                + "': the key of that id in LONGHAUL_CODEC_KEYS is another one, or the payload was changed");
    }

    private static Cipher cipher(int mode, SecretKey key, String id, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(id.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static String metadata(Payload payload, String name) {
        return payload.getMetadataOrDefault(name, ByteString.EMPTY).toStringUtf8();
    }
}
