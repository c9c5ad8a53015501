package io.longhaul.starter.readiness;

/** What became of a point of the checklist. */
public sealed interface Verdict {

    /** What it rests on. */
    String evidence();

    /** It holds. */
    record Pass(String evidence) implements Verdict {}

    /**
     * It does not hold.
     *
     * @param wayOut what to do about it
     */
    record Fail(String evidence, String wayOut) implements Verdict {}

    /** A person decides, and signs; the evidence is what helps to. */
    record Sign(String evidence) implements Verdict {}

    /** It could be decided, and was not; the evidence is why. */
    record NotTried(String evidence) implements Verdict {}
}
