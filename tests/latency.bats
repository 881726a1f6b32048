#!/usr/bin/env bats
# lat_message and lat_fork: one record, whatever is asked, and nothing left.
# shellcheck disable=SC2154  # helper.bash

bats_require_minimum_version 1.5.0
load helper

setup_file() {
    export BATS_TEST_TIMEOUT=300
}

setup() {
    export TMPDIR="$BATS_TEST_TMPDIR/tmp"
    mkdir -p "$TMPDIR"
    mark_processes
}

teardown() {
    no_process_left
    is_empty "$TMPDIR"
}

# The value of a field of a JSON record.
field() { # name, record
    jq -er --arg name "$1" '.[$name]' <<<"$2"
}

@test "lat_message: every way carries every size, and reports one message's time" {
    for by in queue pipe file shared_memory raw_pipe socketpair memcpy; do
        for size in 8 9 4096 65537 1048576; do
            run timeout 60 "$build/lat_message" "--by=$by" "--size=$size" --format=json
            equal "$by, $size" 0 "$status"
            [ "$(wc -l <<<"$output")" = 1 ]
            equal "by" "$by" "$(field by "$output")"
            equal "size" "$size" "$(field size "$output")"
            # The record's whole nanoseconds and the result's hundredths are of one number.
            jq -e '.result > 0 and (.elapsed_ns - .result | fabs) < 0.51 and .count == 1 and .block >= 2' <<<"$output"
        done
    done
}

@test "lat_message: a large message takes longer than a small one" {
    for by in pipe queue memcpy; do
        small=$("$build/lat_message" --by=$by --size=64 --format=json)
        large=$("$build/lat_message" --by=$by --size=16777216 --format=json)
        jq -e -s '.[1].result > 10 * .[0].result' <<<"$small $large"
    done
}

@test "lat_message: on two CPUs too" {
    for by in queue pipe file shared_memory raw_pipe socketpair; do
        run timeout 60 "$build/lat_message" --by=$by --size=100000 --two-cpus
        equal "$by" 0 "$status"
        matches "$by" "100000 bytes by $by: [0-9.]+ ns" "$output"
    done
}

@test "lat_message: a full disk is said, and nobody waits" {
    run timeout 60 sh -c 'ulimit -f 8; trap "" XFSZ; exec "$0" --by=file --size=1048576' "$build/lat_message"
    equal "exit code" 1 "$status"
    [[ $output == *"write failed; is the disk full?"* ]]
}

@test "lat_message: when the other process is killed, it says so and ends" {
    for by in queue pipe shared_memory raw_pipe socketpair; do
        timeout 60 "$build/lat_message" "--by=$by" --size=67108864 2>"$BATS_TEST_TMPDIR/why" &
        pid=$!
        # timeout's child is the program, whose child is the other. It lasts 0.3 s:
        # looking takes no process, and once it is found its time stands still.
        program='' other=''
        until [ "$other" ]; do
            kill -0 $pid
            # (No newline ends the list, so read fails with it as without.)
            read -r program _ <"/proc/$pid/task/$pid/children" || [ "$program" ] || continue
            read -r other _ <"/proc/$program/task/$program/children" || :
        done 2>/dev/null
        kill -STOP "$program"
        kill -KILL "$other"
        kill -CONT "$program"
        code=0; wait $pid || code=$?
        equal "$by: exit code" 1 "$code"
        grep -qE 'the other process died|recv: |send: |read failed|write failed' "$BATS_TEST_TMPDIR/why"
    done
}

@test "lat_fork: thread, process and spawn report one start and join" {
    for start in thread process spawn; do
        run timeout 60 "$build/lat_fork" --start=$start --resident=3 --format=json
        equal "$start" 0 "$status"
        [ "$(wc -l <<<"$output")" = 1 ]
        equal start $start "$(field start "$output")"
        jq -e '.resident == 3 and .elapsed_ns > 0 and .elapsed_ns == .result and .count == 1' <<<"$output"
    done
}

@test "lat_fork: the parent has as much memory as asked, and touches it" {
    peak() {
        { env time -f %M "$build/lat_fork" --start=thread --resident="$1" >/dev/null; } 2>&1
    }
    command -v time >/dev/null || skip "time(1) is missing"
    [ $(($(peak 65) - $(peak 1))) -gt $((60 * 1024)) ]
}

@test "lat_fork: more memory than is free is refused in one line, before any is taken" {
    run timeout 60 "$build/lat_fork" --resident=1048576
    equal "exit code" 1 "$status"
    matches "why" "lat_fork: --resident=1048576: only [0-9]+ MiB are free" "$output"
    # The address space can be short as well.
    run sh -c 'ulimit -v 200000; exec "$0" --resident=500' "$build/lat_fork"
    equal "exit code" 1 "$status"
    matches "why" "lat_fork: memory: Cannot allocate memory" "$output"
}

@test "lat_fork: where true is not to be found, spawn says so" {
    PATH=/nowhere run "$build/lat_fork" --start=spawn
    equal "exit code" 1 "$status"
    matches "why" "lat_fork: true: No such file or directory" "$output"
}

@test "both refuse what they cannot do" {
    for bad in '--by=post' '--size=7' '--size=67108865' '--size=1e3' 'word'; do
        run "$build/lat_message" $bad
        equal "$bad" 2 "$status"
        equal "$bad: lines" 1 "$(wc -l <<<"$output")"
    done
    for bad in '--start=vfork' '--resident=0' '--resident=-1' '--resident=x'; do
        run "$build/lat_fork" $bad
        equal "$bad" 2 "$status"
        equal "$bad: lines" 1 "$(wc -l <<<"$output")"
    done
}
