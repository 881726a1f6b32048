#!/usr/bin/env bats
# Tests of results/bench where something is missing, fails or takes too long.

# shellcheck disable=SC2154 # here and tab are set by it
load fixture

@test "a failing program costs its rows, is named in a line, and the rest goes on" {
    plan 'cells|C|queue,pipe|1|1|whole|{x}' 'messages|C pipe|1,2,3|1|1|inner|pipe -n {x}'
    FAKE_FAIL=pipe ROUNDS=3 run results/bench
    [ "$status" = 0 ]
    [ "$(grep -c 'left out' <<<"$output")" = 1 ]
    [[ $output == *"left out: build/pipe: exit code 3"* ]]
    [ "$(cut -f3 results/latest/summary.tsv | sed -n 2p)" = queue ]
    grep -q '^# 1 rows' results/latest/summary.tsv
    jq -e '.left_out | length == 4' results/latest/raw.json
}

@test "a program that fails in a later round leaves no row on fewer rounds" {
    plan 'cells|C|queue,pipe|1|1|whole|{x}'
    FAKE_TIRED=pipe ROUNDS=5 run results/bench
    [ "$status" = 0 ]
    [[ $output == *"left out: build/pipe: exit code 3: cells, C, pipe"* ]]
    [ "$(sed -n 2p results/latest/summary.tsv | cut -f3,5)" = "queue$tab"5 ]
    grep -q '^# 1 rows' results/latest/summary.tsv
}

@test "a program that prints no record, hangs or is not built costs its rows" {
    plan 'cells|C|queue,pipe,file,memory|1|1|whole|{x}'
    rm build/memory
    LIMIT=1 FAKE_SILENT=pipe FAKE_HANG=file ROUNDS=3 run results/bench
    [ "$status" = 0 ]
    [[ $output == *"build/pipe: printed no record"* ]]
    [[ $output == *"build/file: not done after 1 s"* ]]
    [[ $output == *"build/memory: build/memory is not there"* ]]
    grep -q '^# 1 rows' results/latest/summary.tsv
}

@test "without python3 its rows are left out with one line" {
    mkdir bin
    ln -s /usr/bin/* bin/ && rm -f bin/python3*
    plan 'cells|C|queue,pipe|1|1|whole|{x}' 'cells|Python|file,pipe,memory|1|1|whole|python:{x}'
    PATH="$PWD/bin" ROUNDS=3 run results/bench
    [ "$status" = 0 ]
    [ "$(grep -c 'left out' <<<"$output")" = 1 ]
    [[ $output == *"python3 is not there"*"3 rows in all"* ]]
    grep -q '^# 2 rows' results/latest/summary.tsv
}

@test "a missing tool is named with its package before anything starts" {
    mkdir bin
    ln -s /usr/bin/* bin/ && rm -f bin/hyperfine bin/jq
    PATH="$PWD/bin" run results/bench
    [ "$status" = 1 ]
    [[ $output == *"hyperfine (Debian package hyperfine, version 1.13 or later)"* ]]
    [[ $output == *"jq (Debian package jq, version 1.6 or later)"* ]]
    [ ! -e results/latest ]
}

@test "a tool that is too old is named with both versions" {
    printf '#!/bin/sh\necho hyperfine 1.9.0\n' >path/hyperfine && chmod +x path/hyperfine
    run results/bench
    [ "$status" = 1 ]
    [[ $output == *"hyperfine 1.13 or later (Debian package hyperfine; this is hyperfine 1.9.0)"* ]]
}

@test "a hyperfine that fails is named in a line, and an earlier run stays" {
    plan 'cells|C|queue,pipe|1|1|whole|{x}'
    ROUNDS=3 results/bench
    before=$(readlink results/latest)
    printf '#!/bin/sh\n[ "$1" != --version ] || { echo hyperfine 1.15.0 && exit; }\necho it hurts >&2\nexit 3\n' >path/hyperfine
    chmod +x path/hyperfine
    run results/bench
    [ "$status" = 1 ]
    [[ $output == *"left out: build/queue: it hurts: cells, C, queue"*"no row of the plan could be run"* ]]
    [ "$(readlink results/latest)" = "$before" ]
    results/check latest
}

@test "too many rounds for the budget are cut, and it says so" {
    plan 'cells|C|queue|1|1|whole|{x}'
    FAKE_SLOW=queue BUDGET=8 ROUNDS=50 run results/bench
    [ "$status" = 0 ]
    [[ $output =~ \ only\ [3-7]\ of\ 50\ rounds:\ more\ do\ not\ fit\ in\ 8\ s ]]
    rounds=$(jq .rounds results/latest/raw.json)
    [ "$rounds" -ge 3 ] && [ "$rounds" -le 7 ]
}

@test "a row that leaves no room for a single round goes, the others stay" {
    plan 'cells|C|queue,pipe|1|1|whole|{x}'
    FAKE_SLOW=queue BUDGET=2 ROUNDS=5 run results/bench
    [ "$status" = 0 ]
    [[ $output == *"left out: build/queue: too slow for the 2 s given: cells, C, queue"* ]]
    [ "$(awk 'NR == 2 { print $3 }' results/latest/summary.tsv)" = pipe ]
}

@test "a time that is no number costs its rows: nan, or a decimal comma" {
    plan 'cells|C|queue,pipe,file|1|1|whole|{x}'
    FAKE_NAN=pipe FAKE_COMMA=file ROUNDS=3 run results/bench
    [ "$status" = 0 ]
    [[ $output == *"build/pipe: printed a record whose elapsed_ns is no whole number"* ]]
    [[ $output == *"build/file: printed a record "* ]]
    [ "$(jq -r '.rows[].x' results/latest/raw.json)" = queue ]
}

@test "where the warm-up alone takes all the time, some rows are measured, not none" {
    plan 'cells|C|pipe,queue,file|1|1|whole|{x}'
    FAKE_SLOW=queue BUDGET=1 ROUNDS=5 run results/bench
    [ "$status" = 0 ]
    [[ $output == *"left out: build/file: no time was left to try it in the 1 s given: cells, C, file"* ]]
    [ "$(jq -r '.rows[].x' results/latest/raw.json)" = pipe ]
}

@test "fewer than 6 rounds are a run, but named as too few for an interval" {
    plan 'cells|C|queue|1|1|whole|{x}'
    ROUNDS=2 run results/bench
    [ "$status" = 0 ]
    [[ $output == *"fewer than 6 rounds are too few for a 95% interval"* ]]
    [[ $(results/summary) == *"Only 2 rounds: too few for a 95% interval."* ]]
    ROUNDS=1 run results/bench
    [[ $(results/summary) == *"Medians of 1 alternating round; "* ]]
    ROUNDS=6 run results/bench
    [[ $output != *"too few"* ]]
    [[ $(results/summary) != *"too few"* ]]
}

@test "where two CPUs change their places during a run, it says so" {
    plan 'cells|C|queue|1|1|whole|{x}'
    ROUNDS=3 FAKE_MOVED=1 run results/bench
    [ "$status" = 0 ]
    [[ $output == *"the CPUs 0-1 changed their placement"* ]]
    jq -e '.placement_changed == ["0-1"] and .placement["0-1"] == "apart"
        and .cache_line_round_trip_ns["0-1"] == 233.1
        and .cache_line_round_trip_after_ns["0-1"] == 21.5' results/latest/env.json
    ROUNDS=3 results/bench
    jq -e '.placement_changed == []' results/latest/env.json
    rm build/lat_line
    ROUNDS=3 run results/bench
    [ "$status" = 0 ]
    jq -e '.placement_changed == null and .cache_line_round_trip_ns == null' results/latest/env.json
}

@test "a machine that is busy before it begins is named" {
    made_up_machine
    plan 'cells|C|queue|1|1|whole|{x}'
    ROUNDS=3 run results/bench
    [[ $output != *"busy"* ]]
    sed -i 's/{"cores_usable": 2/{"cores_usable": 2, "load_1min": 2.5/' results/env
    ROUNDS=3 run results/bench
    [[ $output == *"the machine is busy already (load 2.5): expect wide spreads"* ]]
}
