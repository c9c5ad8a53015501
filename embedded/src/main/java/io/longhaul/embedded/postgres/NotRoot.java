package io.longhaul.embedded.postgres;

import io.longhaul.embedded.process.Programs;
import io.longhaul.embedded.process.ServiceFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * PostgreSQL refuses to run as root, which is who one is in many containers. A user namespace of its own is the
 * better way round, as the data stays root's; where a container forbids that, root can still become nobody.
 */
enum NotRoot {
    /** Not root, so nothing to do. */
    NOT_NEEDED(""),
    /** In a namespace where root has no name. */
    NAMESPACE("unshare -U"),
    /** As nobody, allowed to pass through root's directories on the way to its own. */
    NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups"
            + " --inh-caps=+dac_override --ambient-caps=+dac_override"
            // Otherwise access(2), by which PostgreSQL looks for its own programs, forgets that it may pass.
            + " --securebits=+no_setuid_fixup");

    private static final int NOBODYS_ID = 65_534;

    private final String prefix;

    NotRoot(String prefix) {
        this.prefix = prefix;
    }

    static NotRoot here() {
        if (!Programs.root()) {
            return NOT_NEEDED;
        }
        for (NotRoot way : List.of(NAMESPACE, NOBODY)) {
            if (Programs.succeeds(5, way.command(List.of("true")))) {
                return way;
            }
        }
        throw new ServiceFailed(
                "PostgreSQL does not run as root, and this system has no way to run it as somebody else: run Longhaul as "
                        + "an ordinary user, or set LEDGER_URL to use a PostgreSQL of your own.");
    }

    List<String> command(List<String> words) {
        List<String> command = new ArrayList<>();
        if (!prefix.isEmpty()) {
            command.addAll(List.of(prefix.split(" ", -1)));
        }
        command.addAll(words);
        return command;
    }

    /** PostgreSQL insists on owning its data directory. */
    void own(Path directory) throws IOException {
        if (this == NOT_NEEDED) {
            return;
        }
        Integer owner = this == NOBODY ? NOBODYS_ID : 0;
        if (owner.equals(Files.getAttribute(directory, "unix:uid"))) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setAttribute(file, "unix:uid", owner);
            }
        }
    }
}
