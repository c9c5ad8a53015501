package io.longhaul.activities.embed;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingResult;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts tokens as a model does, and cuts texts by them. What looks like a special token in a text is text. Safe for
 * many threads.
 */
public final class TokenCounter {

    private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

    private final Encoding encoding;

    private TokenCounter(Encoding encoding) {
        this.encoding = encoding;
    }

    /**
     * @param model OpenAI's models are counted exactly; of any other the tokens of cl100k_base are an estimate
     */
    public static TokenCounter forModel(String model) {
        return new TokenCounter(
                ENCODINGS.getEncodingForModel(model).orElseGet(() -> ENCODINGS.getEncoding(EncodingType.CL100K_BASE)));
    }

    public int count(String text) {
        return encoding.countTokensOrdinary(withoutLoneSurrogates(text));
    }

    /** Whether a text has no more tokens than this. A short one is not counted, as a token is at least one byte. */
    public boolean fits(String text, int maxTokens) {
        return shorterThan(text, maxTokens) || count(text) <= maxTokens;
    }

    /** The longest beginning that has no more tokens than this, as {@link #split} cuts it. */
    public String truncate(String text, int maxTokens) {
        return text.substring(0, firstCut(text, maxTokens));
    }

    /**
     * Parts that have no more tokens each, and one after the other are the text again. They end where tokens end, and
     * never within a character: one of more tokens than the limit is a part of its own.
     */
    public List<String> split(String text, int maxTokens) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty()) {
            int cut = firstCut(rest, maxTokens);
            parts.add(rest.substring(0, cut));
            rest = rest.substring(cut);
        }
        return parts;
    }

    private int firstCut(String text, int maxTokens) {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("at most " + maxTokens + " tokens");
        }
        if (shorterThan(text, maxTokens)) {
            return text.length();
        }
        String whole = withoutLoneSurrogates(text);
        for (int tokens = maxTokens; tokens > 0; tokens--) {
            EncodingResult begin = encoding.encodeOrdinary(whole, tokens);
            if (!begin.isTruncated()) {
                return text.length();
            }
            int cut = encoding.decode(begin.getTokens()).length();
            // The beginning alone may fall into other tokens than it did with what follows it.
            if (cut > 0 && count(whole.substring(0, cut)) <= maxTokens) {
                return cut;
            }
        }
        return text.isEmpty() ? 0 : Character.charCount(text.codePointAt(0));
    }

    private static boolean shorterThan(String text, int maxTokens) {
        if (text.length() > maxTokens) {
            return false;
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            // A pair of surrogates is four bytes: two for each.
            bytes += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
        }
        return bytes <= maxTokens;
    }

    /** Each is one question mark in UTF-8, and here too, so that positions stay what they are. */
    private static String withoutLoneSurrogates(String text) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (Character.charCount(text.codePointAt(i)) == 2) {
                i++;
                continue;
            }
            if (changed == null) {
                changed = new StringBuilder(text);
            }
            changed.setCharAt(i, '?');
        }
        return changed == null ? text : changed.toString();
    }
}
