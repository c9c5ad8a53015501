package io.longhaul.starter.services;

import io.longhaul.worker.WorkerMain;
import java.io.IOException;
import java.io.OutputStream;

/** A worker that another process started: it ends, in order, when that one does, however that one ended. */
public final class WorkerProcess {

    private WorkerProcess() {}

    /** As {@link WorkerMain#main}, until standard input ends, which the starter holds open as long as it lives. */
    public static void main(String[] args) throws InterruptedException {
        Thread parent = new Thread(WorkerProcess::endWithParent, "parent");
        parent.setDaemon(true);
        parent.start();
        WorkerMain.main(args);
    }

    private static void endWithParent() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // As good as its end.
        }
        System.exit(0);
    }
}
