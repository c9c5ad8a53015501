package io.longhaul.activities.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns(1);
    private final List<Long> order = new CopyOnWriteArrayList<>();

    private Thread waiting(long ticket) throws InterruptedException {
        Thread thread = new Thread(() -> {
            try {
                turns.begin(ticket);
                order.add(ticket);
                turns.end();
            } catch (InterruptedException e) {
                order.add(-ticket);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        return thread;
    }

    @Test
    void theWorkThatBeganFirstGoesNext() throws InterruptedException {
        long first = turns.ticket();
        long second = turns.ticket();
        long third = turns.ticket();
        turns.begin(second);
        Thread later = waiting(third);
        Thread earlier = waiting(first);
        turns.end();
        earlier.join();
        later.join();
        assertThat(order).containsExactly(first, third);
    }

    @Test
    void whoIsInterruptedWhileItWaitsLeavesItsTurnToTheNext() throws InterruptedException {
        long first = turns.ticket();
        long second = turns.ticket();
        long third = turns.ticket();
        turns.begin(first);
        Thread gone = waiting(second);
        Thread next = waiting(third);
        gone.interrupt();
        gone.join();
        turns.end();
        next.join();
        assertThat(order).containsExactly(-second, third);
    }
}
