package io.longhaul.workflows.relational;

/** Issues are resolved one category at a time, in this order. */
public enum IssueCategory {
    SCHEMA("Schema compatibility"),
    INTEGRITY("Data integrity"),
    QUALITY("Data quality"),
    LOGIC("Migration logic");

    private final String title;

    IssueCategory(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
