package io.longhaul.starter.readiness;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.document.Format;
import io.longhaul.starter.readiness.Verdict.Fail;
import io.longhaul.starter.readiness.Verdict.Pass;
import io.longhaul.starter.readiness.Verdict.Sign;
import io.longhaul.starter.report.Json;
import io.longhaul.starter.report.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints a checklist. */
public enum Sheet {
    TEXT {
        @Override
        public String of(Checklist checklist) {
            List<String> lines = new ArrayList<>();
            lines.add("Readiness of %s, test run %d: %s"
                    .formatted(
                            checklist.name(),
                            checklist.testRun(),
                            Texts.moved(checklist.source(), checklist.target(), "")));
            byGroup(checklist).forEach((group, points) -> {
                lines.add("");
                lines.add(group.title());
                points.forEach(point -> text(point, lines));
            });
            lines.add("");
            lines.add(checklist.summary());
            return String.join("\n", lines);
        }
    },

    /** To be attached to a change request. */
    MD {
        @Override
        public String of(Checklist checklist) {
            List<String> lines = new ArrayList<>();
            lines.add("# Readiness of " + escaped(checklist.name()));
            lines.add("");
            lines.add(escaped(Texts.moved(checklist.source(), checklist.target(), "")) + ", test run "
                    + checklist.testRun() + ", job " + checklist.job() + ", made " + checklist.made() + ".");
            lines.add("");
            lines.add("**" + checklist.summary() + "**");
            byGroup(checklist).forEach((group, points) -> {
                lines.add("");
                lines.add("## " + group.title());
                lines.add("");
                points.forEach(point -> lines.add(markdown(point)));
            });
            return String.join("\n", lines);
        }
    },

    JSON {
        @Override
        public String of(Checklist checklist) {
            Map<String, Object> sheet = new LinkedHashMap<>();
            sheet.put("name", checklist.name());
            sheet.put("job", checklist.job());
            sheet.put("testRun", checklist.testRun());
            sheet.put("source", checklist.source());
            sheet.put("target", checklist.target());
            sheet.put("made", checklist.made());
            sheet.put("ready", checklist.exit() == ExitCode.OK);
            sheet.put("points", checklist.points().stream().map(Sheet::data).toList());
            return Json.text(sheet);
        }
    };

    private static final String LINE = "Name: ____________________  Date: ____________";

    public abstract String of(Checklist checklist);

    private static Map<Point.Group, List<Point>> byGroup(Checklist checklist) {
        Map<Point.Group, List<Point>> groups = new LinkedHashMap<>();
        checklist.points().forEach(point -> groups.computeIfAbsent(point.group(), group -> new ArrayList<>())
                .add(point));
        return groups;
    }

    private static String escaped(String text) {
        return Format.markdown(text);
    }

    private static void text(Point point, List<String> lines) {
        Verdict verdict = point.verdict();
        lines.add("  " + word(verdict) + "  " + point.title());
        lines.add("            " + verdict.evidence());
        if (verdict instanceof Fail fail) {
            lines.add("            Way out: " + fail.wayOut());
        } else if (verdict instanceof Sign) {
            lines.add("            " + LINE);
        }
    }

    private static String word(Verdict verdict) {
        return "%-8s".formatted(name(verdict).toUpperCase(Locale.ROOT));
    }

    private static String name(Verdict verdict) {
        if (verdict instanceof Pass) {
            return "pass";
        }
        if (verdict instanceof Fail) {
            return "fail";
        }
        return verdict instanceof Sign ? "sign" : "untried";
    }

    private static String markdown(Point point) {
        Verdict verdict = point.verdict();
        String box = verdict instanceof Pass ? "- [x] " : "- [ ] ";
        String end = "";
        if (verdict instanceof Fail fail) {
            end = " **Way out:** " + escaped(fail.wayOut()) + ".";
        } else if (verdict instanceof Sign) {
            end = " " + LINE.replace("_", "\\_");
        }
        String state = verdict instanceof Pass || verdict instanceof Sign ? "" : " **(" + name(verdict) + ")**";
        return box + escaped(point.title()) + state + ": " + escaped(verdict.evidence()) + "." + end;
    }

    private static Map<String, Object> data(Point point) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("group", point.group().title());
        data.put("point", point.title());
        data.put("verdict", name(point.verdict()));
        data.put("evidence", point.verdict().evidence());
        if (point.verdict() instanceof Fail fail) {
            data.put("wayOut", fail.wayOut());
        }
        return data;
    }
}
