package io.longhaul.workflows.relational;

import java.util.Locale;

/** What may stand between a SQLite database and PostgreSQL. */
public enum IssueKind {
    NULL_IN_NOT_NULL(IssueCategory.SCHEMA),
    /** A stored value is not of the column's type: SQLite stores anything anywhere. */
    WRONG_TYPE(IssueCategory.SCHEMA),
    DUPLICATE_KEY(IssueCategory.SCHEMA),
    CHECK_BROKEN(IssueCategory.SCHEMA),
    CHECK_NOT_TRANSLATED(IssueCategory.SCHEMA),
    DEFAULT_NOT_TRANSLATED(IssueCategory.SCHEMA),
    INDEX_NOT_TRANSLATED(IssueCategory.SCHEMA),
    GENERATED_COLUMN(IssueCategory.SCHEMA),
    COLLATION(IssueCategory.SCHEMA),
    NAME_CASE(IssueCategory.SCHEMA),
    RESERVED_NAME(IssueCategory.SCHEMA),
    LONG_NAME(IssueCategory.SCHEMA),
    WITHOUT_ROWID(IssueCategory.SCHEMA),
    VIEW(IssueCategory.SCHEMA),
    TRIGGER(IssueCategory.SCHEMA),
    VIRTUAL_TABLE(IssueCategory.SCHEMA),
    UNREADABLE_TABLE(IssueCategory.SCHEMA),

    ORPHAN(IssueCategory.INTEGRITY),
    /** A foreign key names a table or column that is not there, or one that is not unique. */
    BROKEN_FOREIGN_KEY(IssueCategory.INTEGRITY),
    /** Rows that are their own ancestors. */
    ROW_CYCLE(IssueCategory.INTEGRITY),

    STRING_TOO_LONG(IssueCategory.QUALITY),
    NUMBER_OUT_OF_RANGE(IssueCategory.QUALITY),
    /** More digits after the point than the column declares. */
    NUMBER_SCALE(IssueCategory.QUALITY),
    NOT_FINITE(IssueCategory.QUALITY),
    DATE_FORMAT(IssueCategory.QUALITY),
    IMPOSSIBLE_DATE(IssueCategory.QUALITY),
    BOOLEAN_SPELLING(IssueCategory.QUALITY),
    INVALID_UTF8(IssueCategory.QUALITY),
    NUL_CHARACTER(IssueCategory.QUALITY),
    INVALID_JSON(IssueCategory.QUALITY),

    /** A table that the spec does not want. */
    LEFT_OUT(IssueCategory.LOGIC),
    TABLE_CYCLE(IssueCategory.LOGIC),
    NO_KEY(IssueCategory.LOGIC),
    ROW_TOO_LARGE(IssueCategory.LOGIC),
    /** Values that are indexed are larger than an index holds. */
    INDEX_TOO_LARGE(IssueCategory.LOGIC),
    DISK_SPACE(IssueCategory.LOGIC);

    private final IssueCategory category;

    IssueKind(IssueCategory category) {
        this.category = category;
    }

    public IssueCategory category() {
        return category;
    }

    /** In words, as in reports and as the reason of a quarantined row. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
