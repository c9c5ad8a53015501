# Sourced by bench/drills and bench/run: builds what is missing or older than its sources, the bench included, and runs a
# main class of it in the caller's working directory.

. "$root/bin/launch.sh"

build_bench() {
    lock
    is_built || compile_bench
    unlock
}

compile_bench() {
    log=$root/target/build.log
    echo "Building Longhaul and its bench (log: $log) ..." >&2
    touch "$stamp.begun"
    rm -rf "$root/starter/target/lib"
    if ! "$root/mvnw" -q -B -f "$root/pom.xml" -pl bench -am -Dmaven.test.skip=true package >"$log" 2>&1; then
        grep -E '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
        fail "Longhaul could not be built: see $log"
    fi
    # The starter is built with it.
    cp "$stamp.begun" "$root/target/built"
    mv "$stamp.begun" "$stamp"
}

launch_bench() {
    main=$1
    shift
    find_java
    mkdir -p "$root/target" 2>/dev/null || :
    stamp=$root/target/built-bench
    is_built || build_bench
    # Workers and servers that the bench starts get the same class path, from other directories.
    path=$root/bench/target/longhaul-bench.jar:$root/starter/target/longhaul-starter.jar:$root/starter/target/lib/*
    exec "$java" -Xmx1500m -cp "$path" "$main" "$@"
}
