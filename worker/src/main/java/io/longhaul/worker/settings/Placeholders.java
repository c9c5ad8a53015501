package io.longhaul.worker.settings;

import io.longhaul.aws.AwsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ${NAME}} and {@code ${ssm:/path}} stand for. A parameter of AWS's store may be a secret, so it is only for
 * settings that name a service: what is moved is told in Temporal's histories and in reports.
 */
final class Placeholders {

    static final String USER_ID = "USER_ID";

    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern PARAMETER = Pattern.compile("\\$\\{ssm:([^}]*)}");

    private final Map<String, String> names;
    private final AwsValues aws;
    private final boolean skipCognito;
    private final List<String> problems;

    /** @param names of the environment and {@code .env}, with their values */
    Placeholders(Map<String, String> names, AwsValues aws, boolean skipCognito, List<String> problems) {
        this.names = names;
        this.aws = aws;
        this.skipCognito = skipCognito;
        this.problems = problems;
    }

    static boolean namesParameter(String text) {
        return PARAMETER.matcher(text).find();
    }

    /** With parameters alone. In the environment and in {@code .env} any other dollar stands for itself. */
    String parameters(String where, String setting, String text) {
        return PARAMETER.matcher(text).replaceAll(found -> {
            if (!mayBeSecret(setting)) {
                problems.add(where + " has " + found.group() + ", and what is moved is told in histories and reports:"
                        + " parameters are for settings of services, as TARGET_URL");
                return "";
            }
            return Matcher.quoteReplacement(asked(where, () -> aws.parameter(found.group(1))));
        });
    }

    private static boolean mayBeSecret(String setting) {
        Optional<Setting> known = Setting.named(setting);
        return known.map(one -> one.secret() || one.backend() != null).orElse(setting.startsWith("TEMPORAL_"));
    }

    /** With names and parameters, of a spec. */
    String all(String where, String setting, String text, Path spec, @Nullable UserSpec user) {
        String named = NAME.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(name(where, found.group(1), spec, user)));
        return parameters(where, setting, named);
    }

    private String name(String where, String name, Path spec, @Nullable UserSpec user) {
        String value = names.get(name);
        if (value != null) {
            return value;
        }
        if (name.equals(USER_ID) && user != null) {
            if (user.id() != null) {
                return user.id();
            }
            if (!skipCognito) {
                return asked(where, () -> aws.userId(pool(where, spec, user), user));
            }
            problems.add(where + " refers to ${USER_ID}, and --skip-cognito asks nobody for it: give --user-id, or set"
                    + " USER_ID in the environment or in .env");
            return "";
        }
        problems.add(where + " refers to ${" + name + "}, which is not set: set it in the environment or in .env");
        return "";
    }

    private String pool(String where, Path spec, UserSpec user) {
        if (user.pool() != null) {
            String named = NAME.matcher(user.pool())
                    .replaceAll(found -> Matcher.quoteReplacement(name(where, found.group(1), spec, null)));
            return PARAMETER
                    .matcher(named)
                    .replaceAll(found -> Matcher.quoteReplacement(aws.parameter(found.group(1))));
        }
        Path file = spec.resolveSibling(String.valueOf(user.outputs()));
        try {
            return StackOutputs.userPool(file)
                    .orElseThrow(() -> new Unreadable(file + " has no output UserPoolId: name the pool in user: pool"));
        } catch (IOException e) {
            throw new Unreadable(file + " can't be read as JSON: write the stack's outputs there, or name the pool in"
                    + " user: pool");
        }
    }

    private String asked(String where, Supplier<String> question) {
        try {
            return question.get();
        } catch (AwsException | Unreadable e) {
            problems.add(where + ": " + e.getMessage());
            return "";
        }
    }

    private static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message);
        }
    }
}
