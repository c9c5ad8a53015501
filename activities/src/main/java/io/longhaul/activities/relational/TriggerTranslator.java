package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqlToken;
import io.longhaul.activities.sqlite.SqlTokens;
import io.longhaul.activities.sqlite.SqliteSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Translates the one kind of trigger whose meaning is certain: after an update it sets columns of the row that was updated,
 * as {@code UPDATE t SET changed = CURRENT_TIMESTAMP WHERE id = NEW.id}. In PostgreSQL that is done before the row is
 * written. Whatever else triggers do is for a person.
 */
final class TriggerTranslator {

    private final String sql;
    private final List<SqlToken> tokens;
    private final PlannedTable table;
    private int at;
    private boolean computed;

    private TriggerTranslator(String sql, PlannedTable table) {
        this.sql = sql;
        this.tokens = SqlTokens.of(sql);
        this.table = table;
    }

    /** @param table that the trigger belongs to, and which has no other */
    static Optional<TriggerPlan> translate(SqliteSchema.Trigger trigger, PlannedTable table) {
        return Optional.ofNullable(new TriggerTranslator(trigger.sql(), table).plan(trigger.name()));
    }

    private @Nullable TriggerPlan plan(String name) {
        while (at < tokens.size() && !tokens.get(at).is("AFTER")) {
            at++;
        }
        at++;
        if (!word("UPDATE")) {
            return null;
        }
        List<String> columns = new ArrayList<>();
        if (word("OF") && !columns(columns)) {
            return null;
        }
        if (!word("ON") || !thisTable()) {
            return null;
        }
        boolean row = !word("FOR") || (word("EACH") && word("ROW"));
        if (!row || !word("BEGIN") || !word("UPDATE") || !thisTable() || !word("SET")) {
            return null;
        }
        List<String> assignments = new ArrayList<>();
        do {
            String assignment = assignment();
            if (assignment == null) {
                return null;
            }
            assignments.add(assignment);
        } while (symbol(","));
        if (computed && assignments.size() > 1) {
            // SQLite computes all of them from the row as it was before the first.
            return null;
        }
        boolean itself = word("WHERE") && theRowItself() && symbol(";") && word("END");
        return itself ? new TriggerPlan(PgNames.fitting(name), table.target, columns, assignments) : null;
    }

    private boolean columns(List<String> columns) {
        do {
            Optional<ColumnPlan> column =
                    at < tokens.size() ? table.column(tokens.get(at++).text()) : Optional.empty();
            if (column.isEmpty()) {
                return false;
            }
            columns.add(column.get().target());
        } while (symbol(","));
        return true;
    }

    private boolean thisTable() {
        return at < tokens.size()
                && tokens.get(at).mayBeName()
                && tokens.get(at++).text().equalsIgnoreCase(table.source.name());
    }

    /** Up to the comma or the WHERE behind it. */
    private @Nullable String assignment() {
        Optional<ColumnPlan> column =
                at < tokens.size() ? table.column(tokens.get(at++).text()) : Optional.empty();
        if (column.isEmpty() || column.get().generatedSql() != null || !symbol("=")) {
            return null;
        }
        int from = at;
        int depth = 0;
        while (at < tokens.size()
                && !(depth == 0
                        && (tokens.get(at).isSymbol(",") || tokens.get(at).is("WHERE")))) {
            depth += tokens.get(at).isSymbol("(") ? 1 : tokens.get(at).isSymbol(")") ? -1 : 0;
            at++;
        }
        if (at == from || at == tokens.size()) {
            return null;
        }
        String value =
                sql.substring(tokens.get(from).start(), tokens.get(at - 1).end());
        String translated = value(value, tokens.subList(from, at), column.get());
        return translated == null ? null : "NEW." + PgNames.quoted(column.get().target()) + " := " + translated;
    }

    private @Nullable String value(String value, List<SqlToken> tokens, ColumnPlan column) {
        // A name in quotes is a column here, and not the string that it would be in a default.
        boolean names = tokens.stream().anyMatch(token -> token.kind() == SqlToken.Kind.QUOTED);
        Optional<String> constant = names ? Optional.empty() : Defaults.translate(value, column.type());
        if (constant.isPresent()) {
            return constant.get();
        }
        computed = true;
        return Translator.value(value, this::column, column.type()).orElse(null);
    }

    /** As the row is after the update, or with OLD as it was before. Generated columns are not there yet. */
    private Translator.@Nullable Column column(@Nullable String qualifier, String name) {
        boolean old = "OLD".equalsIgnoreCase(qualifier);
        boolean own = qualifier == null
                || old
                || qualifier.equalsIgnoreCase("NEW")
                || qualifier.equalsIgnoreCase(table.source.name());
        Optional<ColumnPlan> plan = table.column(name);
        Translator.Column column = table.scope.column(null, name);
        if (!own || column == null || plan.isEmpty() || plan.get().generatedSql() != null) {
            return null;
        }
        return new Translator.Column(
                (old ? "OLD." : "NEW.") + PgNames.quoted(plan.get().target()), column.type(), column.binary());
    }

    private boolean theRowItself() {
        String left = reference();
        if (left == null || !(symbol("=") || symbol("=="))) {
            return false;
        }
        String right = reference();
        return right != null
                && left.startsWith("new.") != right.startsWith("new.")
                && key(left).equals(key(right))
                && isKey(key(left));
    }

    private static String key(String reference) {
        return reference.startsWith("new.") ? reference.substring("new.".length()) : reference;
    }

    /** A column, in lower case and with {@code new.} before it where that is written. */
    private @Nullable String reference() {
        if (at >= tokens.size() || !tokens.get(at).mayBeName()) {
            return null;
        }
        String name = tokens.get(at++).text();
        if (!symbol(".")) {
            return lower(name);
        }
        if (at >= tokens.size()) {
            return null;
        }
        String column = lower(tokens.get(at++).text());
        if (name.equalsIgnoreCase("NEW")) {
            return "new." + column;
        }
        return name.equalsIgnoreCase(table.source.name()) ? column : null;
    }

    private boolean isKey(String column) {
        List<String> key = table.source.primaryKey();
        String rowid = table.source.rowidName();
        return (key.size() == 1 && key.get(0).equalsIgnoreCase(column)) || column.equalsIgnoreCase(rowid);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private boolean word(String keyword) {
        boolean found = at < tokens.size() && tokens.get(at).is(keyword);
        at += found ? 1 : 0;
        return found;
    }

    private boolean symbol(String symbol) {
        boolean found = at < tokens.size() && tokens.get(at).isSymbol(symbol);
        at += found ? 1 : 0;
        return found;
    }
}
