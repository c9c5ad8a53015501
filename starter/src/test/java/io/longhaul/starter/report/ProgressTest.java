package io.longhaul.starter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.starter.Console;
import io.longhaul.workflows.engine.JobTotals;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static JobTotals totals(long completed, long processing, long processed, long failed, long skipped) {
        return new JobTotals(
                new JobTotals.Batches(10, completed, processing, 10 - completed - processing, 0),
                new JobTotals.Records(100, processed, failed, skipped),
                new JobTotals.Embeddings(0, 0, 0));
    }

    @Test
    void theLineHasTheFormThatPeopleKnow() {
        assertThat(ProgressLine.of(totals(2, 2, 20, 0, 0)))
                .isEqualTo("Progress: 2/10 batches completed, 2 processing, 6 pending, 0 failed"
                        + " | Records: 20 processed, 0 failed");
        assertThat(ProgressLine.of(totals(10, 0, 0, 2, 98))).endsWith("| Records: 0 processed, 2 failed, 98 skipped");
    }

    @Test
    void theBarShowsShareSpeedFailuresAndTimeLeft() {
        Speed speed = new Speed();
        speed.sample(START, 0);
        speed.sample(START.plusSeconds(10), 50);
        assertThat(ProgressBar.of("memos", totals(5, 2, 45, 5, 0), speed, 100))
                .isEqualTo("memos  ███████████████░░░░░░░░░░░░░░░   50%  50/100 records  5.0/s  5 failed  0:10 left");
    }

    @Test
    void theBarFitsNarrowTerminals() {
        Speed speed = new Speed();
        for (int columns : new int[] {20, 40, 60, 70, 80, 200}) {
            assertThat(ProgressBar.of("memos", totals(5, 2, 45, 5, 0), speed, columns)
                            .length())
                    .isLessThan(columns);
        }
        assertThat(ProgressBar.of("memos", totals(5, 2, 45, 5, 0), speed, 80)).contains("-:-- left");
    }

    @Test
    void theBarOfNothingIsEmpty() {
        assertThat(ProgressBar.of("memos", JobTotals.NONE, new Speed(), 90)).contains("  0%  0/0 records");
    }

    @Test
    void speedIsThatOfTheLastHalfMinute() {
        Speed speed = new Speed();
        assertThat(speed.perSecond()).isZero();
        assertThat(speed.left(10)).isEmpty();
        for (int second = 0; second <= 100; second++) {
            speed.sample(START.plusSeconds(second), second < 50 ? 0 : (second - 50) * 20L);
        }
        assertThat(speed.perSecond()).isEqualTo(20);
        assertThat(speed.left(200)).contains(Duration.ofSeconds(10));
    }

    @Test
    void speedIsNeverNegativeWhenAnotherJobBegins() {
        Speed speed = new Speed();
        speed.sample(START, 100);
        speed.sample(START.plusSeconds(1), 0);
        assertThat(speed.perSecond()).isZero();
    }

    @Test
    void withoutATerminalALineIsPrintedWheneverItChanges() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        ProgressView view = new ProgressView("memos", Console.of(InputStream.nullInputStream(), out, out), out);
        view.show(JobTotals.NONE, START);
        view.show(totals(1, 0, 10, 0, 0), START.plusSeconds(1));
        view.show(totals(1, 0, 10, 0, 0), START.plusSeconds(2));
        view.show(totals(2, 0, 20, 0, 0), START.plusSeconds(3));
        view.clear();
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allMatch(it -> it.startsWith("Progress: "));
    }

    @Test
    void timesAndNumbersAreForPeople() {
        assertThat(Texts.clock(Duration.ofSeconds(7))).isEqualTo("0:07");
        assertThat(Texts.clock(Duration.ofSeconds(11_045))).isEqualTo("3:04:05");
        assertThat(Texts.about(Duration.ofSeconds(30))).isEqualTo("30 s");
        assertThat(Texts.about(Duration.ofMinutes(50))).isEqualTo("50 min");
        assertThat(Texts.about(Duration.ofHours(90))).isEqualTo("90 h");
        assertThat(Texts.about(Duration.ofDays(10))).isEqualTo("10 days");
        assertThat(Texts.count(895_176, "record", "records")).isEqualTo("895,176 records");
        assertThat(Texts.count(1, "record", "records")).isEqualTo("1 record");
    }
}
