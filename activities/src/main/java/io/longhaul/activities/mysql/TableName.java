package io.longhaul.activities.mysql;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table as a user names it: {@code memos}, {@code shop.memos}, or in backticks where a name holds dots itself. */
record TableName(String database, String table) {

    private static final String PART = "(?:`((?:[^`]|``)+)`|([^`.]+))";
    private static final Pattern ONE = Pattern.compile(PART);
    private static final Pattern TWO = Pattern.compile(PART + "\\." + PART);

    static TableName parse(String text, String database) {
        String name = text.strip();
        Matcher one = ONE.matcher(name);
        if (one.matches()) {
            return new TableName(database, part(one, 1));
        }
        Matcher two = TWO.matcher(name);
        if (two.matches()) {
            return new TableName(part(two, 1), part(two, 3));
        }
        throw new MigrationException(
                FailureKind.INVALID_SPEC,
                "MYSQL_TABLE " + name + " is not a table's name: write it as memos, shop.memos or `shop.eu`.`memos`");
    }

    private static String part(Matcher matcher, int group) {
        String quoted = matcher.group(group);
        return quoted != null ? quoted.replace("``", "`") : matcher.group(group + 1);
    }
}
