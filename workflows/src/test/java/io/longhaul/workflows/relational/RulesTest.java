package io.longhaul.workflows.relational;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Rule> everyKind() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("yes", "true");
        values.put("", null);
        return List.of(
                new Rule.Default("users", "email", "unknown"),
                new Rule.Cast("users", "born", PgType.TIMESTAMP, List.of("iso", "dd.MM.yyyy")),
                new Rule.Truncate("users", "name", 20),
                new Rule.Truncate("users", "name", null),
                new Rule.MapValues("users", "active", values),
                new Rule.SetType("*", "amount", PgType.numeric(10, 2)),
                new Rule.Nullify("users", "born"),
                new Rule.Drop("users", null, "users_pkey"),
                new Rule.Quarantine("users", null, null),
                new Rule.Add("*", "user_id", PgType.UUID, "${USER_ID}"),
                new Rule.Rename("users", null, "people"),
                new Rule.LeaveOut("users", "secret", null));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aRuleIsTheSameAfterJson(Rule rule) throws Exception {
        List<String> problems = new ArrayList<>();

        assertThat(JSON.readValue(JSON.writeValueAsString(rule), Rule.class)).isEqualTo(rule);
        assertThat(Rules.read(JSON.readTree("[" + JSON.writeValueAsString(rule) + "]"), problems))
                .containsExactly(rule);
        assertThat(problems).isEmpty();
    }

    @Test
    void aRuleIsWrittenAsAPersonWould() {
        assertThat(everyKind().stream().map(Rules::yaml))
                .startsWith(
                        "- {table: users, column: email, rule: default, value: unknown}",
                        "- {table: users, column: born, rule: cast, type: timestamp, formats: [iso, \"dd.MM.yyyy\"]}",
                        "- {table: users, column: name, rule: truncate, length: 20}",
                        "- {table: users, column: name, rule: truncate}",
                        "- {table: users, column: active, rule: map, values: {\"yes\": \"true\", \"\": null}}",
                        "- {table: \"*\", column: amount, rule: type, type: \"numeric(10,2)\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"rule\":\"quarantin\",\"table\":\"t\"} | rule 1 is called quarantin, which is none: did you mean quarantine?",
                "{\"table\":\"t\"} | rule 1 does not say which it is: known are",
                "{\"rule\":\"default\",\"table\":\"t\",\"colum\":\"c\",\"value\":\"v\"} | has no property colum: did you mean column?",
                "{\"rule\":\"default\",\"table\":\"t\",\"column\":\"c\"} | rule 1 (default) lacks its value",
                "{\"rule\":\"type\",\"table\":\"t\",\"column\":\"c\",\"type\":\"strin\"} | no type is called strin",
                "{\"rule\":\"cast\",\"table\":\"t\",\"column\":\"c\",\"type\":\"text\",\"formats\":[\"iso\"]} | formats are for dates and times",
                "{\"rule\":\"cast\",\"table\":\"t\",\"column\":\"c\",\"type\":\"date\",\"formats\":[]} | a cast needs formats",
                "{\"rule\":\"rename\",\"table\":\"*\",\"to\":\"x\"} | every table can't have one name",
            })
    void aWrongRuleIsNamedWithWhatWasMeant(String rule, String problem) throws Exception {
        List<String> problems = new ArrayList<>();

        assertThat(Rules.read(JSON.readTree("[" + rule + "]"), problems)).isEmpty();
        assertThat(problems).anySatisfy(found -> assertThat(found).contains(problem));
    }

    @ParameterizedTest
    @CsvSource({
        "bigint, bigint",
        "INT8, bigint",
        "character varying(20), varchar(20)",
        "'numeric( 10 , 2 )', 'numeric(10,2)'",
        "numeric(5), 'numeric(5,0)'",
        "double  precision, double precision",
        "timestamp with time zone, timestamptz",
    })
    void typesAreReadAsInSql(String text, String type) {
        assertThat(PgType.parse(text)).hasToString(type);
        assertThat(PgType.parse(type)).isEqualTo(PgType.parse(text));
    }
}
