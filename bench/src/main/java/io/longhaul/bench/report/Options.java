package io.longhaul.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The few options of the bench's commands. */
public final class Options {

    private static final int USAGE_ERROR = 2;

    private final Map<String, String> given;

    private Options(Map<String, String> given) {
        this.given = given;
    }

    /** Ends the process where an option is not known. */
    public static Options parse(String[] args, String usage, List<String> flags, List<String> valued) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            if (flags.contains(args[i])) {
                given.put(args[i], "");
            } else if (valued.contains(args[i]) && i + 1 < args.length) {
                given.put(args[i], args[++i]);
            } else {
                boolean asked = args[i].equals("--help");
                (asked ? System.out : System.err).println((asked ? "" : "not understood: " + args[i] + "\n") + usage);
                System.exit(asked ? 0 : USAGE_ERROR);
            }
        }
        return new Options(given);
    }

    public boolean has(String option) {
        return given.containsKey(option);
    }

    public @Nullable String text(String option) {
        return given.get(option);
    }

    public long number(String option, long otherwise) {
        String text = given.get(option);
        return text == null ? otherwise : Long.parseLong(text);
    }

    public double fraction(String option, double otherwise) {
        String text = given.get(option);
        return text == null ? otherwise : Double.parseDouble(text);
    }

    /** Those that the option names, in their own order; all of them without it. */
    public <T> List<T> chosen(String option, List<T> all, Function<T, String> name) {
        String text = given.get(option);
        if (text == null) {
            return all;
        }
        List<String> wanted = List.of(text.split(","));
        List<String> names = all.stream().map(name).toList();
        for (String one : wanted) {
            if (!names.contains(one)) {
                System.err.println("there is no " + one + ", there are " + String.join(", ", names));
                System.exit(USAGE_ERROR);
            }
        }
        return all.stream().filter(one -> wanted.contains(name.apply(one))).toList();
    }

    /** Puts a section into the file that {@code --markdown} names, if it does. */
    public void markdown(String section, String introduction, Table table) throws IOException {
        String file = given.get("--markdown");
        if (file != null) {
            new Results(Path.of(file)).put(section, introduction + "\n\n" + table.markdown());
        }
    }
}
