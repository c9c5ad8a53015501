package io.longhaul.starter.recipe;

import io.longhaul.activities.mysql.Column;
import io.longhaul.activities.mysql.MysqlSource;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.EmbedSettings;
import io.longhaul.worker.settings.TableSettings;
import io.longhaul.workflows.engine.SourceKey;
import java.util.List;
import java.util.stream.Collectors;

/** MySQL: reachable, the table there, counted, its first and last id, and three records read. */
final class SourceCheck {

    private static final int SAMPLES = 3;

    private final MysqlSource source;
    private final TableSettings named;
    private final String identity;

    SourceCheck(Services services, EmbedSettings embed) {
        this.source = services.mysql();
        this.named = embed.table();
        this.identity = services.settings().sourceIdentity();
    }

    void run(Findings findings) {
        String table = named.table();
        findings.check("MySQL", () -> table(source.shape(table)));
        findings.check("MySQL rows", () -> rows(source.shape(table)));
        findings.check("MySQL samples", () -> samples(source.shape(table)));
        String updated = named.updatedColumn();
        if (updated != null) {
            findings.check("MySQL changes", () -> changes(source.shape(table), updated));
        }
    }

    private Finding table(TableShape shape) {
        String text = named.textColumn();
        if (shape.columns().stream().noneMatch(column -> column.name().equalsIgnoreCase(text))) {
            return Finding.bad(
                    "MySQL",
                    "table " + shape.name() + " has no column " + text,
                    "Name one of " + String.join(", ", shape.textColumns()) + " in MYSQL_TEXT_COLUMN");
        }
        String key = shape.key().stream().map(column -> column.name()).collect(Collectors.joining(", "));
        return Finding.good("MySQL", identity + " reachable, key " + key + ", text " + text);
    }

    private Finding rows(TableShape shape) {
        long rows = source.count(shape, null);
        if (rows == 0) {
            return Finding.bad("MySQL rows", "table " + shape.name() + " is empty", "Name another in MYSQL_TABLE");
        }
        return Finding.good(
                "MySQL rows",
                "%s, ids %s to %s"
                        .formatted(
                                Texts.count(rows, "record", "records"),
                                source.first(shape).map(SourceKey::toString).orElse("?"),
                                source.last(shape, null)
                                        .map(SourceKey::toString)
                                        .orElse("?")));
    }

    private Finding changes(TableShape shape, String updated) {
        Column column = shape.updatedColumn(updated);
        String found = "column " + column.name() + ", " + column.declared();
        if (column.nullable()) {
            found += ", where a row without a value counts as never changed";
        }
        return source.isIndexed(shape, column.name())
                ? Finding.good("MySQL changes", found + ", indexed")
                : Finding.warning(
                        "MySQL changes",
                        found + ", has no index, so a scheduled run looks at every row",
                        "CREATE INDEX " + column.name() + " ON " + shape.name() + " (" + column.name() + ") helps");
    }

    private Finding samples(TableShape shape) {
        SourceKey last = source.last(shape, null).orElseThrow();
        List<SourceKey> keys = source.sample(shape, last, SAMPLES, System.nanoTime());
        String lengths = source.read(shape, List.of(), named.textColumn(), keys).stream()
                .map(SourceCheck::described)
                .collect(Collectors.joining(", "));
        return Finding.good("MySQL samples", lengths);
    }

    private static String described(SourceRecord record) {
        String text = record.text();
        return record.key() + ": " + (text == null ? "no text" : text.length() + " characters");
    }
}
