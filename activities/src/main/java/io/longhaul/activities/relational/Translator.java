package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqlToken;
import io.longhaul.activities.sqlite.SqlToken.Kind;
import io.longhaul.activities.sqlite.SqlTokens;
import io.longhaul.workflows.relational.PgType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Translates an expression of SQLite's SQL where it surely means the same in PostgreSQL, and says nothing otherwise:
 * comparisons of like with like, arithmetic on numbers of the same nature, a few functions. SQLite compares anything with
 * anything, ignores case in LIKE, and has no booleans; whatever touches that is not certain.
 */
final class Translator {

    /** Where a column stands in PostgreSQL, and with which type; null for an unknown one. */
    interface Scope {
        @Nullable
        Column column(@Nullable String table, String column);
    }

    /** @param binary whether SQLite compares its texts byte by byte */
    record Column(String sql, PgType type, boolean binary) {}

    private enum Nature {
        WHOLE,
        DOUBLE,
        EXACT,
        TEXT,
        BOOLEAN,
        OTHER
    }

    /** @param literal the number 0 or 1, which is a boolean beside a boolean; null for anything else */
    private record Term(
            String sql,
            Nature nature,
            PgType.@Nullable Base base,
            boolean binary,
            @Nullable String literal) {
        static Term of(String sql, Nature nature) {
            return new Term(sql, nature, null, true, null);
        }
    }

    /** Ends a translation that is not certain. */
    private static final class Uncertain extends RuntimeException {
        Uncertain() {
            super(null, null, false, false);
        }
    }

    private final List<SqlToken> tokens;
    private final Scope scope;
    private int at;

    private Translator(List<SqlToken> tokens, Scope scope) {
        this.tokens = tokens;
        this.scope = scope;
    }

    /** A condition, as of a check or a partial index. */
    static Optional<String> condition(String sql, Scope scope) {
        return condition(SqlTokens.of(sql), scope);
    }

    static Optional<String> condition(List<SqlToken> tokens, Scope scope) {
        return translate(tokens, scope, term -> term.nature == Nature.BOOLEAN);
    }

    /** A value of any type, as in an index or a view. */
    static Optional<String> value(List<SqlToken> tokens, Scope scope) {
        return translate(tokens, scope, term -> true);
    }

    /** A value that a generated column of this type holds without a cast. */
    static Optional<String> value(String sql, Scope scope, PgType type) {
        return translate(
                SqlTokens.of(sql),
                scope,
                term -> term.nature == nature(type)
                        && term.nature != Nature.OTHER
                        && term.nature != Nature.EXACT
                        && (term.nature != Nature.WHOLE || type.base() == PgType.Base.BIGINT)
                        && type.size() == 0);
    }

    private static Optional<String> translate(List<SqlToken> tokens, Scope scope, Predicate<Term> fits) {
        Translator translator = new Translator(tokens, scope);
        try {
            Term term = translator.or();
            boolean whole = translator.at == tokens.size();
            return whole && fits.test(term) ? Optional.of(term.sql) : Optional.empty();
        } catch (Uncertain e) {
            return Optional.empty();
        }
    }

    private Term or() {
        Term left = and();
        while (word("OR")) {
            left = Term.of(bool(left) + " OR " + bool(and()), Nature.BOOLEAN);
        }
        return left;
    }

    private Term and() {
        Term left = not();
        while (word("AND")) {
            left = Term.of(bool(left) + " AND " + bool(not()), Nature.BOOLEAN);
        }
        return left;
    }

    private Term not() {
        if (word("NOT")) {
            return Term.of("NOT " + bool(not()), Nature.BOOLEAN);
        }
        return comparison();
    }

    private static String bool(Term term) {
        if (term.nature != Nature.BOOLEAN) {
            throw new Uncertain();
        }
        return term.sql;
    }

    private Term comparison() {
        Term left = sum();
        if (word("ISNULL")) {
            return Term.of(left.sql + " IS NULL", Nature.BOOLEAN);
        }
        if (word("NOTNULL")) {
            return Term.of(left.sql + " IS NOT NULL", Nature.BOOLEAN);
        }
        if (word("IS")) {
            boolean not = word("NOT");
            require(word("NULL"));
            return Term.of(left.sql + (not ? " IS NOT NULL" : " IS NULL"), Nature.BOOLEAN);
        }
        boolean not = word("NOT");
        if (not && word("NULL")) {
            return Term.of(left.sql + " IS NOT NULL", Nature.BOOLEAN);
        }
        String negation = not ? " NOT" : "";
        if (word("IN")) {
            return Term.of(left(left, list(left), negation + " IN"), Nature.BOOLEAN);
        }
        if (word("BETWEEN")) {
            Term low = sum();
            require(word("AND"));
            Term high = sum();
            return Term.of(
                    ordered(left, low) + negation + " BETWEEN " + other(left, low) + " AND " + ordered(high, left),
                    Nature.BOOLEAN);
        }
        if (word("LIKE")) {
            return Term.of(left.sql + negation + " LIKE " + pattern(left), Nature.BOOLEAN);
        }
        require(!not);
        for (String operator : List.of("=", "==", "<>", "!=")) {
            if (symbol(operator)) {
                String same = operator.equals("==") ? "=" : operator.equals("!=") ? "<>" : operator;
                return Term.of(equal(left, sum(), same), Nature.BOOLEAN);
            }
        }
        for (String operator : List.of("<=", ">=", "<", ">")) {
            if (symbol(operator)) {
                Term right = sum();
                return Term.of(ordered(left, right) + " " + operator + " " + ordered(right, left), Nature.BOOLEAN);
            }
        }
        return left;
    }

    private static String left(Term left, String list, String operator) {
        return left.sql + operator + " (" + list + ")";
    }

    private String list(Term left) {
        require(symbol("("));
        List<String> values = new ArrayList<>();
        do {
            Term value = sum();
            equal(left, value, "=");
            values.add(other(left, value));
        } while (symbol(","));
        require(symbol(")"));
        return String.join(", ", values);
    }

    private static String equal(Term left, Term right, String operator) {
        requireAlike(left, right);
        boolean swapped = left.literal != null && right.nature == Nature.BOOLEAN;
        String first = swapped ? other(right, left) : left.sql;
        return first + " " + operator + " " + other(left, right);
    }

    /** For an order SQLite's is that of bytes, whatever the target's collation. */
    private static String ordered(Term term, Term beside) {
        requireAlike(term, beside);
        require(term.nature != Nature.BOOLEAN && beside.nature != Nature.BOOLEAN);
        return term.nature == Nature.TEXT ? term.sql + " COLLATE \"C\"" : term.sql;
    }

    /** The other side of a comparison: 0 and 1 beside a boolean are false and true. */
    private static String other(Term beside, Term term) {
        if (beside.nature == Nature.BOOLEAN && term.literal != null) {
            return term.literal.equals("1") ? "true" : "false";
        }
        return term.sql;
    }

    private static void requireAlike(Term a, Term b) {
        boolean booleans = (a.nature == Nature.BOOLEAN && (b.nature == Nature.BOOLEAN || b.literal != null))
                || (b.nature == Nature.BOOLEAN && a.literal != null);
        boolean numbers = isNumber(a) && isNumber(b);
        boolean texts = a.nature == Nature.TEXT && b.nature == Nature.TEXT && a.binary && b.binary;
        boolean same = a.nature == Nature.OTHER && a.base != null && a.base == b.base && a.base != PgType.Base.JSONB;
        require(booleans || numbers || texts || same);
    }

    private static boolean isNumber(Term term) {
        return term.nature == Nature.WHOLE || term.nature == Nature.DOUBLE || term.nature == Nature.EXACT;
    }

    /** SQLite's LIKE ignores the case of ASCII, so a pattern is certain only without letters. */
    private String pattern(Term left) {
        require(left.nature == Nature.TEXT && at < tokens.size());
        SqlToken token = tokens.get(at++);
        boolean caseless =
                token.kind() == Kind.STRING && token.text().chars().noneMatch(c -> Character.isLetter(c) || c == '\\');
        require(caseless && !(at < tokens.size() && tokens.get(at).is("ESCAPE")));
        return PgNames.literal(token.text());
    }

    private Term sum() {
        Term left = product();
        while (true) {
            if (symbol("+")) {
                left = arithmetic(left, " + ", product());
            } else if (symbol("-")) {
                left = arithmetic(left, " - ", product());
            } else {
                return left;
            }
        }
    }

    private Term product() {
        Term left = joined();
        while (symbol("*")) {
            left = arithmetic(left, " * ", joined());
        }
        return left;
    }

    /** Texts are joined before anything is counted, in SQLite; in PostgreSQL afterwards. */
    private Term joined() {
        Term left = unary();
        while (symbol("||")) {
            left = Term.of(textual(left) + " || " + textual(unary()), Nature.TEXT);
        }
        return left;
    }

    /** A cast comes before a sign. */
    private static String textual(Term term) {
        require(term.nature == Nature.TEXT || term.nature == Nature.WHOLE);
        String sql = term.sql.startsWith("-") ? "(" + term.sql + ")" : term.sql;
        return term.nature == Nature.TEXT ? sql : sql + "::text";
    }

    /** SQLite counts in 64 bits or in doubles; what is exact in PostgreSQL would round otherwise. */
    private static Term arithmetic(Term left, String operator, Term right) {
        require(isNumber(left) && isNumber(right) && left.nature != Nature.EXACT && right.nature != Nature.EXACT);
        boolean whole = left.nature == Nature.WHOLE && right.nature == Nature.WHOLE;
        return Term.of(wide(left) + operator + wide(right), whole ? Nature.WHOLE : Nature.DOUBLE);
    }

    private static String wide(Term term) {
        boolean narrow = term.base == PgType.Base.INTEGER || term.base == PgType.Base.SMALLINT;
        return narrow ? term.sql + "::bigint" : term.sql;
    }

    private Term unary() {
        if (symbol("-")) {
            Term term = unary();
            require(isNumber(term));
            return Term.of("-" + (term.sql.startsWith("-") ? "(" + term.sql + ")" : term.sql), term.nature);
        }
        if (symbol("+")) {
            Term term = unary();
            require(isNumber(term));
            return term;
        }
        return primary();
    }

    private Term primary() {
        require(at < tokens.size());
        SqlToken token = tokens.get(at++);
        return switch (token.kind()) {
            case NUMBER -> number(token.text());
            case STRING -> Term.of(PgNames.literal(token.text()), Nature.TEXT);
            case SYMBOL -> bracket(token);
            case WORD -> word(token);
            case QUOTED -> name(token.text());
            case BLOB -> throw new Uncertain();
        };
    }

    private static Term number(String text) {
        boolean whole = text.chars().allMatch(c -> c >= '0' && c <= '9');
        require(whole || text.matches("[0-9]*\\.?[0-9]*([eE][+-]?[0-9]+)?"));
        if (!whole) {
            return Term.of(text + "::double precision", Nature.DOUBLE);
        }
        require(text.length() < 19);
        String literal = text.equals("0") || text.equals("1") ? text : null;
        return new Term(text, Nature.WHOLE, null, true, literal);
    }

    private Term bracket(SqlToken token) {
        require(token.isSymbol("("));
        Term inner = or();
        require(symbol(")"));
        return new Term("(" + inner.sql + ")", inner.nature, inner.base, inner.binary, null);
    }

    private Term word(SqlToken token) {
        if (at < tokens.size() && tokens.get(at).isSymbol("(")) {
            at++;
            return function(token.text().toLowerCase(Locale.ROOT));
        }
        return switch (token.text().toUpperCase(Locale.ROOT)) {
            case "TRUE" -> Term.of("true", Nature.BOOLEAN);
            case "FALSE" -> Term.of("false", Nature.BOOLEAN);
            case "NULL", "CASE", "CAST", "EXISTS", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP" ->
                throw new Uncertain();
            default -> name(token.text());
        };
    }

    private Term function(String name) {
        List<Term> arguments = new ArrayList<>();
        if (!symbol(")")) {
            do {
                arguments.add(sum());
            } while (symbol(","));
            require(symbol(")"));
        }
        require(!arguments.isEmpty());
        Term first = arguments.get(0);
        return switch (name) {
            case "length" -> {
                require(arguments.size() == 1 && first.nature == Nature.TEXT);
                yield new Term("char_length(" + first.sql + ")", Nature.WHOLE, PgType.Base.INTEGER, true, null);
            }
            case "abs" -> {
                require(arguments.size() == 1 && isNumber(first));
                yield new Term("abs(" + first.sql + ")", first.nature, first.base, true, null);
            }
            case "trim" -> {
                require(arguments.size() == 1 && first.nature == Nature.TEXT);
                yield Term.of("btrim(" + first.sql + ")", Nature.TEXT);
            }
            case "coalesce", "ifnull" -> {
                require(arguments.size() >= 2);
                arguments.forEach(argument -> require((argument.nature == first.nature && argument.base == first.base)
                        || (argument.nature == Nature.TEXT && first.nature == Nature.TEXT)
                        || (argument.nature == Nature.WHOLE && first.nature == Nature.WHOLE)));
                String list =
                        String.join(", ", arguments.stream().map(Term::sql).toList());
                yield new Term("coalesce(" + list + ")", first.nature, first.base, first.binary, null);
            }
            default -> throw new Uncertain();
        };
    }

    private Term name(String first) {
        String table = null;
        String column = first;
        if (symbol(".")) {
            require(at < tokens.size() && tokens.get(at).mayBeName());
            table = first;
            column = tokens.get(at++).text();
        }
        Column found = scope.column(table, column);
        if (found == null) {
            throw new Uncertain();
        }
        return new Term(found.sql, nature(found.type), found.type.base(), found.binary, null);
    }

    private static Nature nature(PgType type) {
        return switch (type.base()) {
            case SMALLINT, INTEGER, BIGINT -> Nature.WHOLE;
            case DOUBLE -> Nature.DOUBLE;
            case NUMERIC -> Nature.EXACT;
            case TEXT, VARCHAR -> Nature.TEXT;
            case BOOLEAN -> Nature.BOOLEAN;
            default -> Nature.OTHER;
        };
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

    private static void require(boolean certain) {
        if (!certain) {
            throw new Uncertain();
        }
    }
}
