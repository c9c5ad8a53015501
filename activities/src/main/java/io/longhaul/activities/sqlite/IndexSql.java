package io.longhaul.activities.sqlite;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a CREATE INDEX statement says and SQLite's pragmas do not: expressions, and the condition of a partial index. */
record IndexSql(List<String> terms, @Nullable String where) {

    static IndexSql parse(String sql) {
        List<SqlToken> tokens = SqlTokens.of(sql);
        int open = 0;
        while (open < tokens.size() && !tokens.get(open).isSymbol("(")) {
            open++;
        }
        int close = TableSql.closing(tokens, open);
        List<String> terms = new ArrayList<>();
        int from = open + 1;
        for (int i = from; i <= close && i < tokens.size(); i++) {
            if (i == close || tokens.get(i).isSymbol(",")) {
                terms.add(term(sql, tokens.subList(from, i)));
                from = i + 1;
            } else if (tokens.get(i).isSymbol("(")) {
                i = TableSql.closing(tokens, i);
            }
        }
        String where = null;
        if (close + 1 < tokens.size() && tokens.get(close + 1).is("WHERE")) {
            where = sql.substring(tokens.get(close + 1).end()).strip();
        }
        return new IndexSql(List.copyOf(terms), where);
    }

    /** Without its direction and collation, which the pragmas tell. */
    private static String term(String sql, List<SqlToken> tokens) {
        int end = tokens.size();
        while (end > 1 && (tokens.get(end - 1).is("ASC") || tokens.get(end - 1).is("DESC"))) {
            end--;
        }
        if (end > 2 && tokens.get(end - 2).is("COLLATE")) {
            end -= 2;
        }
        return end == 0
                ? ""
                : sql.substring(tokens.get(0).start(), tokens.get(end - 1).end());
    }
}
