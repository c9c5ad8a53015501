package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.quoted;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How rows of one table become rows of another. Generated columns are in neither list: each table has its own.
 *
 * @param key copied columns that rows are found by; each table has an index that begins with them
 * @param copied columns that both have, taken as they are
 * @param computed columns of the other table alone
 */
public record Columns(List<String> key, List<String> copied, List<Computed> computed) {

    /** @param value SQL over a row, with bare names of columns */
    public record Computed(String name, String value) {}

    public Columns {
        key = List.copyOf(key);
        copied = List.copyOf(copied);
        computed = List.copyOf(computed);
    }

    /** The way back: what was computed is left out. */
    public Columns back() {
        return new Columns(key, copied, List.of());
    }

    /** The columns to insert. To be followed by OVERRIDING SYSTEM VALUE, as one may be an identity. */
    public String names() {
        return Stream.concat(copied.stream(), computed.stream().map(Computed::name))
                .map(name -> quoted(name))
                .collect(Collectors.joining(", "));
    }

    /** What to select for them from the one table, under any name. */
    public String values() {
        return Stream.concat(
                        copied.stream().map(name -> quoted(name)),
                        computed.stream().map(column -> "(" + column.value() + ")"))
                .collect(Collectors.joining(", "));
    }

    public String keyNames() {
        return key.stream().map(name -> quoted(name)).collect(Collectors.joining(", "));
    }
}
