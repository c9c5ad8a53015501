package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Collections.Distance;

/** How near two vectors are. Scores are those of Qdrant: a similarity for cosine and dot, a distance for the other two. */
enum Metric {
    COSINE(true) {
        /** Qdrant keeps vectors of a cosine collection normalised, and gives them back so. */
        @Override
        float[] prepare(float[] vector) {
            float squares = dot(vector, vector);
            // Normalising twice would change the last bits; a zero vector has no direction to keep.
            if (squares < Math.ulp(1.0f) || Math.abs(squares - 1.0f) <= 1.0e-6f) {
                return vector;
            }
            float length = (float) Math.sqrt(squares);
            float[] unit = new float[vector.length];
            for (int i = 0; i < unit.length; i++) {
                unit[i] = vector[i] / length;
            }
            return unit;
        }

        @Override
        float score(float[] a, float[] b) {
            return dot(a, b);
        }
    },
    DOT(true) {
        @Override
        float score(float[] a, float[] b) {
            return dot(a, b);
        }
    },
    EUCLID(false) {
        @Override
        float score(float[] a, float[] b) {
            float squares = 0;
            for (int i = 0; i < a.length; i++) {
                float difference = a[i] - b[i];
                squares += difference * difference;
            }
            return (float) Math.sqrt(squares);
        }
    },
    MANHATTAN(false) {
        @Override
        float score(float[] a, float[] b) {
            float sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += Math.abs(a[i] - b[i]);
            }
            return sum;
        }
    };

    private final boolean higherIsNearer;

    Metric(boolean higherIsNearer) {
        this.higherIsNearer = higherIsNearer;
    }

    static Metric of(Distance distance) {
        return switch (distance) {
            case Cosine -> COSINE;
            case Dot -> DOT;
            case Euclid -> EUCLID;
            case Manhattan -> MANHATTAN;
            case UnknownDistance, UNRECOGNIZED -> throw Refusal.wrongInput("Unknown distance: " + distance);
        };
    }

    abstract float score(float[] a, float[] b);

    /** The form in which a vector is stored and compared. */
    float[] prepare(float[] vector) {
        return vector;
    }

    /** Orders the nearer score first. */
    int compare(float a, float b) {
        return higherIsNearer ? Float.compare(b, a) : Float.compare(a, b);
    }

    /** Four sums at once: a single one makes each addition wait for the one before, and takes three times as long. */
    private static float dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + s2 + s3;
    }
}
