# Sourced by the launchers here and in bench: finds Java, builds what is missing or older than its sources, and runs a
# main class of a module, starter or bench, in the caller's working directory.
#
# usage: java_flags=...; launch MODULE MAIN_CLASS [ARGUMENT ...]

fail() {
    echo "$1" >&2
    exit 2
}

# The first number of a Java's version, from the file that every JDK has beside it, else by asking it.
java_version() {
    real=$(readlink -f "$1" 2>/dev/null || echo "$1")
    release=$(dirname "$(dirname "$real")")/release
    if [ -r "$release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release"
    else
        "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1
    fi
}

find_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, which has no bin/java: set it to a JDK 17 or newer"
    else
        java=$(command -v java) || fail "Java is missing: install a JDK 17 or newer, or set JAVA_HOME to one"
    fi
    version=$(java_version "$java")
    [ "${version:-0}" -ge 17 ] ||
        fail "$java is version ${version:-unknown}: install a JDK 17 or newer, or set JAVA_HOME to one"
}

is_built() {
    [ -f "$stamp" ] || return 1
    newer=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$stamp" -print 2>/dev/null | head -n 1)
    [ -z "$newer" ]
}

# Lets one build at a time into this directory; whoever waits may find its work done.
lock() {
    mkdir -p "$root/target" || fail "$root/target can't be written, and Longhaul must be built there first"
    lock=$root/target/building
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$lock"
        flock -n 9 && return
        echo "Waiting for another build ..." >&2
        flock 9
        return
    fi
    # Without flock, as on macOS: a symbolic link is made by one alone, and says who that is.
    until ln -s $$ "$lock.pid" 2>/dev/null; do
        [ -w "$root/target" ] || fail "$root/target can't be written, and Longhaul must be built there first"
        owner=$(readlink "$lock.pid" || :)
        [ -z "$owner" ] || kill -0 "$owner" 2>/dev/null ||
            fail "A build was killed and left $lock.pid: remove it, then give the same command"
        echo "Waiting for another build ..." >&2
        sleep 2
    done
    trap 'rm -f "$lock.pid"' EXIT
}

unlock() {
    exec 9>&-
    if [ "$(readlink "$lock.pid" 2>/dev/null)" = $$ ]; then
        rm -f "$lock.pid"
        trap - EXIT
    fi
}

build() {
    lock
    is_built || compile
    unlock
}

compile() {
    log=$root/target/build.log
    echo "Building Longhaul, which takes a minute or two the first time (log: $log) ..." >&2
    # Sources that change while it builds are newer than this.
    touch "$stamp.begun"
    rm -rf "$root/starter/target/lib"
    if ! "$root/mvnw" -q -B -f "$root/pom.xml" -pl "$module" -am -Dmaven.test.skip=true package >"$log" 2>&1; then
        grep -E '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
        fail "Longhaul could not be built: see $log"
    fi
    # The starter is built with every other.
    cp -p "$stamp.begun" "$root/target/built-starter"
    mv "$stamp.begun" "$stamp"
}

launch() {
    module=$1
    main=$2
    shift 2
    find_java
    mkdir -p "$root/target" 2>/dev/null || :
    stamp=$root/target/built-$module
    is_built || build
    # The starter's libraries are all that any module needs.
    path=$root/starter/target/longhaul-starter.jar:$root/starter/target/lib/*
    [ "$module" = starter ] || path=$root/$module/target/longhaul-$module.jar:$path
    set -- -cp "$path" "$main" "$@"
    if [ -t 0 ] && [ -t 1 ]; then
        columns=$(stty size 2>/dev/null | cut -d ' ' -f 2)
        set -- -Dlonghaul.terminal=true "-Dlonghaul.columns=${columns:-80}" "$@"
    fi
    # shellcheck disable=SC2086 # several options in one variable
    exec "$java" $java_flags ${JAVA_OPTS:-} "$@"
}
