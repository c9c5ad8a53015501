package io.longhaul.activities.openai;

import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * So many at a time. Of those that wait, the one goes next whose work began first: so works that need several turns end
 * one after the other, and what follows them is spread evenly, instead of all ending at once. Thread-safe.
 */
final class Turns {

    private final AtomicLong tickets = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Long> waiting = new PriorityQueue<>();
    private int free;

    Turns(int atATime) {
        free = atATime;
    }

    /** Of a work that begins now; for its turns, one after the other. */
    long ticket() {
        return tickets.incrementAndGet();
    }

    /** Waits for a turn, which {@link #end} ends. */
    void begin(long ticket) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting.add(ticket);
            try {
                while (free == 0 || waiting.element() != ticket) {
                    changed.await();
                }
                free--;
            } finally {
                waiting.remove(ticket);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            free++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
