package io.longhaul.activities.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import org.junit.jupiter.api.Test;

class SqlStatementsTest {

    @Test
    void aSemicolonEndsAStatementButNotInTextsNamesOrComments() {
        assertThat(SqlStatements.of("""
                        -- first; not a statement
                        CREATE TABLE "a;b" (c text DEFAULT 'x;''y'); /* and /* nested; */ too; */
                        COMMENT ON TABLE "a;b" IS E'it\\'s; here';
                        COMMENT ON TABLE x IS $$a; b$$; COMMENT ON TABLE y IS $t$a $$; b$t$;
                        SELECT 1 AS a$b; ;
                        SELECT 'never closed;"""))
                .containsExactly(
                        "CREATE TABLE \"a;b\" (c text DEFAULT 'x;''y')",
                        "COMMENT ON TABLE \"a;b\" IS E'it\\'s; here'",
                        "COMMENT ON TABLE x IS $$a; b$$",
                        "COMMENT ON TABLE y IS $t$a $$; b$t$",
                        "SELECT 1 AS a$b",
                        "SELECT 'never closed;");
    }

    @Test
    void tablesComeBeforeTheCopyAndAllElseAfterIt() {
        EditedDdl ddl = EditedDdl.parse("app.sql", """
                create table t (a integer);
                CREATE UNIQUE INDEX i ON t (a);
                Create Table u (a integer);
                select setval('s', 1);
                grant select on t to app;
                """);

        assertThat(ddl.before()).containsExactly("create table t (a integer)", "Create Table u (a integer)");
        assertThat(ddl.after()).hasSize(3);
    }

    @Test
    void whatAResetCouldNotTakeBackIsRefusedAllTogether() {
        assertThatThrownBy(() -> EditedDdl.parse(
                        "app.sql",
                        "CREATE TABLE t (a integer); DROP TABLE theirs; CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$"
                                + " LANGUAGE sql; COMMIT; INSERT INTO t VALUES (1); \\d t"))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("the DDL in app.sql has statements")
                .hasMessageContaining("DROP TABLE theirs; CREATE FUNCTION f() RETURNS int AS $$ SE ...; COMMIT; INSERT"
                        + " INTO t VALUES (1); \\d t");
    }
}
