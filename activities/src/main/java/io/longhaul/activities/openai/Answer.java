package io.longhaul.activities.openai;

import java.util.List;

/**
 * What one request gave.
 *
 * @param vectors one for each text, in the order of the texts
 * @param tokens as counted, and charged, by the API; 0 where it does not say
 */
public record Answer(List<float[]> vectors, long tokens) {

    public Answer {
        vectors = List.copyOf(vectors);
    }
}
