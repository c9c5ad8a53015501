package io.longhaul.embedded;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Runs a stack until its standard input ends or it is killed: what a test does to it, no test JVM would survive. */
final class StackMain {
    private StackMain() {}

    public static void main(String[] arguments) throws Exception {
        Set<Service> which = EnumSet.noneOf(Service.class);
        for (int i = 1; i < arguments.length; i++) {
            which.add(Service.valueOf(arguments[i]));
        }
        long began = System.nanoTime();
        EmbeddedStack stack = EmbeddedStack.start(Path.of(arguments[0]), which, StackMain::say);
        say("started in " + (System.nanoTime() - began) / 1_000_000 + " ms");
        stack.settings().forEach((name, value) -> say(name + "=" + value));
        say("READY");
        while (System.in.read() >= 0) {}
        began = System.nanoTime();
        stack.close();
        say("stopped in " + (System.nanoTime() - began) / 1_000_000 + " ms");
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
