package io.longhaul.worker.settings;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code .env} files as shells and Docker Compose write them: {@code NAME=value}, {@code export}, comments, single quotes
 * (literal), double quotes (with escapes), quoted values over several lines. {@code $} stands for itself, as it is
 * common in passwords. The libraries for this repeat a malformed line in their errors, and the line may be a password.
 */
final class DotEnv {

    private static final Pattern ENTRY =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=[ \\t]*(.*)", Pattern.DOTALL);

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private final String file;
    private final List<String> problems;
    private final Map<String, String> values = new LinkedHashMap<>();

    private DotEnv(String file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** Reads a file; one that is not there is empty. */
    static Map<String, String> read(Path path, String shown, List<String> problems) {
        try {
            return parse(Files.readString(path, StandardCharsets.UTF_8), shown, problems);
        } catch (java.nio.file.NoSuchFileException e) {
            return Map.of();
        } catch (MalformedInputException e) {
            problems.add(shown + " is not UTF-8 text: save it as UTF-8");
        } catch (IOException e) {
            problems.add(shown + " can't be read: check that it is a file and its permissions");
        }
        return Map.of();
    }

    static Map<String, String> parse(String text, String shown, List<String> problems) {
        DotEnv reader = new DotEnv(shown, problems);
        reader.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
        return reader.values;
    }

    private void parse(String text) {
        String[] lines = text.split("\\R", -1);
        int next = 0;
        while (next < lines.length) {
            String line = lines[next++];
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            int first = next;
            Matcher entry = ENTRY.matcher(line);
            if (!entry.matches()) {
                problems.add(file + " line " + first + " is not NAME=value");
                continue;
            }
            String rest = entry.group(2);
            char quote = rest.isEmpty() ? ' ' : rest.charAt(0);
            if (quote != '"' && quote != '\'') {
                values.put(entry.group(1), unquoted(rest));
                continue;
            }
            int end = closing(rest, quote);
            while (end < 0 && next < lines.length) {
                rest = rest + "\n" + lines[next++];
                end = closing(rest, quote);
            }
            if (end < 0) {
                problems.add(file + " line " + first + ": the quote after " + entry.group(1) + "= is never closed");
                return;
            }
            String after = rest.substring(end + 1).strip();
            if (!after.isEmpty() && !after.startsWith("#")) {
                problems.add(file + " line " + first + ": something follows the closing quote of " + entry.group(1));
            }
            String quoted = rest.substring(1, end);
            values.put(entry.group(1), quote == '"' ? unescaped(quoted) : quoted);
        }
    }

    private static String unquoted(String text) {
        Matcher comment = Pattern.compile("(^|\\s)#").matcher(text);
        return (comment.find() ? text.substring(0, comment.start()) : text).strip();
    }

    private static int closing(String text, char quote) {
        int at = 1;
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' && quote == '"' ? 2 : 1;
        }
        return at < text.length() ? at : -1;
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "n" -> "\n";
                            case "r" -> "\r";
                            case "t" -> "\t";
                            case "\"", "\\", "$" -> found.group(1);
                            default -> found.group();
                        }));
    }
}
