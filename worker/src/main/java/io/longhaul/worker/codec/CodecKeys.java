package io.longhaul.worker.codec;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The keys of payloads: the first encrypts, each decrypts what was encrypted with it. */
public final class CodecKeys {

    private static final int BYTES = 32;

    /** What a payload's metadata, a log and a URL can all carry as it is. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Map<String, SecretKey> keys;

    private CodecKeys(Map<String, SecretKey> keys) {
        this.keys = Collections.unmodifiableMap(keys);
    }

    /**
     * Reads {@code id1:base64key,id2:base64key}.
     *
     * @throws IllegalArgumentException in one sentence that names the setting and never repeats a key
     */
    public static CodecKeys parse(String text) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        for (String pair : text.split(",")) {
            int colon = pair.indexOf(':');
            String id = colon < 0 ? "" : pair.substring(0, colon).strip();
            if (!ID.matcher(id).matches()) {
                throw wrong("has an entry that does not begin with an id and a colon");
            }
            if (keys.put(id, key(id, pair.substring(colon + 1).strip())) != null) {
                throw wrong("has two keys " + id);
            }
        }
        return new CodecKeys(keys);
    }

    private static SecretKey key(String id, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw wrong("has a key " + id + " that is not Base64");
        }
        if (bytes.length != BYTES) {
            throw wrong("has a key " + id + " of " + bytes.length + " bytes");
        }
        return new SecretKeySpec(bytes, "AES");
    }

    private static IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException("LONGHAUL_CODEC_KEYS " + problem
                + ": give id:key,id:key with keys of 32 bytes in Base64, as of openssl rand -base64 32");
    }

    /** The id of the key that encrypts. */
    String current() {
        return keys.keySet().iterator().next();
    }

    Optional<SecretKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    @Override
    public String toString() {
        return "CodecKeys" + keys.keySet();
    }
}
