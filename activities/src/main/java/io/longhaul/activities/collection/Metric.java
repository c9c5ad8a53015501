package io.longhaul.activities.collection;

/** By what the distance of two vectors is measured. */
public enum Metric {
    COSINE {
        @Override
        public double distance(float[] one, float[] other) {
            double lengths = Math.sqrt(product(one, one) * product(other, other));
            return lengths == 0 ? 1 : 1 - product(one, other) / lengths;
        }
    },
    /** Euclid's. */
    L2 {
        @Override
        public double distance(float[] one, float[] other) {
            double sum = 0;
            for (int i = 0; i < one.length; i++) {
                double difference = (double) one[i] - other[i];
                sum += difference * difference;
            }
            return Math.sqrt(sum);
        }
    },
    INNER_PRODUCT {
        @Override
        public double distance(float[] one, float[] other) {
            return -product(one, other);
        }
    };

    /** The smaller, the nearer. Both have as many numbers. */
    public abstract double distance(float[] one, float[] other);

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
