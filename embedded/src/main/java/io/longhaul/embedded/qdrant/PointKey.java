package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Common.PointId;
import java.util.Comparator;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A point id as Qdrant orders it: unsigned integers ascending, then UUIDs ascending by their bytes. {@link UUID#compareTo} would not
 * do, as it compares the halves signed.
 */
record PointKey(boolean isUuid, long high, long low) implements Comparable<PointKey> {
    private static final Pattern THIRTY_TWO_HEX = Pattern.compile("[0-9a-f]{32}");
    private static final Comparator<PointKey> ORDER = Comparator.comparing(PointKey::isUuid)
            .thenComparing(PointKey::high, Long::compareUnsigned)
            .thenComparing(PointKey::low, Long::compareUnsigned);

    static PointKey of(PointId id) {
        return switch (id.getPointIdOptionsCase()) {
            case NUM -> new PointKey(false, 0, id.getNum());
            case UUID -> ofUuid(id.getUuid());
            case POINTIDOPTIONS_NOT_SET ->
                throw Refusal.wrongInput("Point id is empty: give an unsigned integer or a UUID");
        };
    }

    /** Takes the notations Qdrant takes: with or without hyphens, in braces, as a URN. */
    private static PointKey ofUuid(String text) {
        String hex = text.toLowerCase(Locale.ROOT)
                .replaceFirst("^urn:uuid:", "")
                .replaceFirst("^\\{(.*)}$", "$1")
                .replace("-", "");
        if (!THIRTY_TWO_HEX.matcher(hex).matches()) {
            throw Refusal.wrongInput("Unable to parse UUID: " + text);
        }
        return new PointKey(
                true, Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16));
    }

    PointId toProto() {
        return isUuid
                ? PointId.newBuilder().setUuid(new UUID(high, low).toString()).build()
                : PointId.newBuilder().setNum(low).build();
    }

    @Override
    public int compareTo(PointKey other) {
        return ORDER.compare(this, other);
    }
}
