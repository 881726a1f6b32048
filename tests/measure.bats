#!/usr/bin/env bats
# The measuring programs' records, and the table that results/bench-lib makes of
# them. Figures are not judged here: a run says what it says.

setup() {
    here=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    build=$(cd "${BUILD:-$here/build}" && pwd)
    cd "$BATS_TEST_TMPDIR" || exit
}

quick=(--rounds=3 --block=10us --format=json)

@test "a row's record has what the table needs" {
    for program in bw_queue bw_pipe lat_lock lat_start; do
        "$build/$program" "${quick[@]}" >rows
        jq -es 'length > 1 and all(.name and .reference and .goal >= 0
            and (.kind == "cost" or .kind == "speed") and (.raw_ns | length) <= 3
            and .ratio_low <= .ratio and .ratio <= .ratio_high
            and (.result | IN("met", "missed", "no goal", "not measured")))' rows
    done
}

@test "a limit's record has its figure and unit" {
    "$build/calls_queue" "${quick[@]}" >rows
    "$build/scale_queue" "${quick[@]}" --items=4000000 >>rows
    jq -es 'length == 5 and all(.kind == "limit" and .unit and (.figure | type) == "number")' rows
}

@test "the queue's memory does not grow, nor the pool's caller's" {
    "$build/scale_queue" --items=8000000 --row=memory --format=json >rows
    "$build/scale_pool" --row=growth --format=json >>rows
    cat rows
    jq -es 'length == 2 and all(.figure < 1024 and .result == "met")' rows
}

# results/bench-lib where each program is the same small script.
fake_bench() {
    cat >one <<'SCRIPT'
#!/bin/sh
echo '{"name": "a row", "reference": "r", "kind": "speed", "goal": 0.95, "raw_median_ns": 1234, "own_median_ns": 2e6, "ratio": 0.96, "ratio_low": 0.9, "ratio_high": 1, "distance_ns": 55, "result": "met"}'
echo '{"name": "a limit", "kind": "limit", "goal": 1024, "unit": "KiB", "figure": 12, "result": "missed"}'
SCRIPT
    mkdir -p results build
    cp "$here/results/bench-lib" "$here/results/common.sh" results/
    printf '#!/bin/sh\necho "{}"\n' >results/env
    # shellcheck disable=SC2013 # words on one line
    for program in $(sed -n "s/^programs='\(.*\)'/\1/p" results/bench-lib); do
        cp one "build/$program"
    done
    chmod +x results/env build/*
}

@test "bench-lib prints reference, figure, ratio, the whole goal and the verdict" {
    fake_bench
    BUILD=build run results/bench-lib
    echo "$output"
    [ "$status" = 0 ]
    [[ $output == *"a row "*"1.23 us"*"2 ms"*"0.96"*"(0.9-1)"*">=0.95"*"met"* ]]
    [[ $output == *"a limit "*"12 KiB"*"<=1024"*"missed"* ]]
    n=$(find build -type f | wc -l)
    [[ $output == *"$((2 * n)) goals: $n met, $n missed."*"Two CPUs: 55 to 55 ns"* ]]
    [ -s results/latest-lib/table.txt ] && [ -s results/latest-lib/env.json ]
    [ "$(wc -l <results/latest-lib/rows.ndjson)" = $((2 * n)) ]
}

@test "bench-lib stops at a program that fails, and leaves no half run" {
    fake_bench
    printf '#!/bin/sh\nexit 1\n' >build/lat_pool
    BUILD=build run results/bench-lib
    echo "$output"
    [ "$status" = 1 ]
    [ ! -e results/latest-lib ]
    [ -z "$(find results -mindepth 1 -type d)" ]
}
