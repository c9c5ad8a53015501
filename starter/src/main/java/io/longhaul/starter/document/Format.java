package io.longhaul.starter.document;

import io.longhaul.starter.report.Json;

/** How a report is printed. */
public enum Format {
    /** For issues, wikis and mail. */
    MD,
    /** One file that needs nothing beside it. */
    HTML,
    /** The data as they are. */
    JSON;

    /** A text for Markdown of somebody else's, on one line. */
    public static String markdown(String plain) {
        return Markdown.text(plain);
    }

    public String render(Report report) {
        return switch (this) {
            case MD -> Markdown.of(Pages.of(report)).stripTrailing();
            case HTML -> Html.of(Pages.of(report)).stripTrailing();
            case JSON -> Json.text(report);
        };
    }
}
