#!/usr/bin/env bats
# Tests of results/bench when it is stopped, killed, or called twice, and when it
# then goes on.

# shellcheck disable=SC2154 # here and tab are set by it
load fixture

setup() {
    setup_tree
    made_up_machine
}

kept() { # in results/: folders of unfinished runs, or of those put aside
    find results -maxdepth 1 -name ".${1:-unfinished}-*" -printf '%f\n'
}

# bench in the background, in a group of its own, until a program of it sleeps.
# Its words go to err.
until_asleep() { # VARIABLE=VALUE... [option]
    rm -f asleep
    setsid env --default-signal=INT,TERM,HUP ROUNDS=5 "$@" 2>err 3>&- &
    pid=$!
    until [ -s asleep ]; do
        kill -0 $pid
        sleep 0.02
    done
}

# Killed with two of five rounds done: queue and pipe, which hangs in the third.
killed() {
    plan 'cells|C|queue,pipe|1|1|whole|{x}'
    rm -f tired
    until_asleep FAKE_STUCK=pipe results/bench
    kill -9 -- -$pid
    wait $pid 2>/dev/null || true
    kill "$(<asleep)" # it has a group of its own, and would hang until LIMIT
}

# Lesson, variant, x and round of each execution, sorted.
rows_of() { # run
    grep -v '^[l#]' "results/$1/runs.tsv" | cut -f1-4 | sort
}

both_rows_five_times() {
    [ "$(rows_of latest)" = "$(for x in pipe queue; do
        for i in 1 2 3 4 5; do printf 'cells\tC\t%s\t%d\n' $x $i; done; done)" ]
    # Each has its place among all.
    [ "$(grep -v '^[l#]' results/latest/runs.tsv | cut -f5 | sort -n)" = "$(seq 10)" ]
    results/check latest
    [ -z "$(kept)" ] && [ "$(halves results)" = 0 ]
}

@test "stopped before anything was measured, it ends by that signal and leaves nothing" {
    plan 'cells|C|queue,pipe|1|1|whole|{x}'
    for signal in INT TERM HUP; do
        until_asleep FAKE_HANG=pipe results/bench
        kill -s "$signal" $pid
        code=0; wait $pid || code=$?
        [ "$code" = $((128 + $(kill -l "$signal"))) ]
        [ -z "$(kept)" ] && [ "$(halves results)" = 0 ]
        [ ! -e results/latest ]
        [ "$(grep -c 'stopped; nothing was measured yet' err)" = 1 ]
    done
    # Nobody measures on: all who were started hold the lock.
    exec 8>>results/.lock
    flock -w 10 8
}

@test "two signals at once, while it reads what a command says, leave nothing either" {
    plan 'cells|C|queue|1|1|whole|{x}'
    printf '#!/bin/bash\n%s\n' 'kill -INT "$BENCH"; kill -HUP "$BENCH"; kill -INT $$' >results/env
    run sh -c 'BENCH=$$ exec env --default-signal=INT,TERM,HUP results/bench'
    echo "$status: $output"
    [ "$status" = 129 ] || [ "$status" = 130 ]
    [ "$output" = "bench: stopped; nothing was measured yet" ]
    [ "$(halves results)" = 0 ]
}

@test "stopped in a round, it says what is kept, and the next call goes on" {
    plan 'cells|C|queue,pipe|1|1|whole|{x}'
    for signal in INT TERM HUP; do
        rm -rf tired results/2*
        until_asleep FAKE_STUCK=pipe results/bench
        kill -s "$signal" $pid
        code=0; wait $pid || code=$?
        [ "$code" = $((128 + $(kill -l "$signal"))) ]
        grep -qE 'stopped; [45] executions are kept: the same command goes on' err
        [ ! -e results/latest ]
        run plots/draw
        [ "$status" = 1 ]
        ROUNDS=5 run results/bench
        [ "$status" = 0 ]
        [ "$(grep -cE 'goes on with [0-9TZ]+: [45] executions are there' <<<"$output")" = 1 ]
        both_rows_five_times
        jq -e '.sittings == 2 and .rounds == 5' results/latest/raw.json
        rm results/latest
    done
}

@test "killed, it is waited for what it had started, and a torn line is dropped" {
    killed
    [ "$(kept | wc -l)" = 1 ]
    file=results/$(kept)/raw.ndjson
    had=$(wc -l <"$file")
    printf '{"row": 0, "round": 3, "ord' >>"$file"
    ROUNDS=5 run results/bench
    [ "$status" = 0 ]
    [[ $output == *": $had executions are there"* ]]
    both_rows_five_times
}

@test "a run goes on in the order that its seed gives" {
    plan 'cells|C|queue,pipe,file,memory|1|1|whole|{x}'
    SEED=11 ROUNDS=5 results/bench
    cut -f3-5 results/latest/runs.tsv | sort -t"$tab" -nk3 >whole
    rm results/latest
    first=$(awk '$2 == 3 { print $1; exit }' whole) # of round 3, as its 4th time
    until_asleep SEED=11 FAKE_STUCK="$first" results/bench
    kill $pid
    wait $pid || true
    ROUNDS=5 SEED=12 results/bench
    cut -f3-5 results/latest/runs.tsv | sort -t"$tab" -nk3 | diff whole -
}

@test "what cannot go on is named, put aside and kept; FRESH=1 puts aside too" {
    other() { # why
        ROUNDS=5 run results/bench
        [ "$status" = 0 ]
        [[ $output =~ put\ aside\ as\ results/(\.aside-full-[0-9TZ]+):\ ([^$'\n']*) ]]
        # shellcheck disable=SC2053 # a pattern
        [[ ${BASH_REMATCH[2]} == $1 ]]
        [ "$(wc -l <"results/${BASH_REMATCH[1]}/raw.ndjson")" -ge 4 ]
        rm -r "results/${BASH_REMATCH[1]}" results/2*
        [ -z "$(kept)" ]
    }
    killed
    echo "# another build" >>build/queue
    other 'the programs are others'
    killed
    jq '.kernel = "Linux 1"' results/.unfinished-*/env.json >new && mv new results/.unfinished-*/env.json
    other 'kernel was Linux 1, is Linux 9'
    killed
    sed -i '2s/.*/{"row": 0, "ro/' results/.unfinished-*/raw.ndjson
    other 'its raw.ndjson is not readable'
    killed
    FRESH=1 other 'FRESH=1'
    killed
    plan 'cells|C|queue,file|1|1|whole|{x}'
    other 'the plan is another'
}

@test "a quick run leaves a full one that was stopped alone" {
    killed
    before=$(kept)
    ROUNDS=3 run results/bench --quick
    [ "$status" = 0 ]
    [[ $output != *"goes on"* ]]
    [ "$(kept)" = "$before" ]
    ROUNDS=5 run results/bench
    [[ $output == *"goes on with ${before#.unfinished-full-}"* ]]
    both_rows_five_times
}

@test "killed when it was just published, it is not measured or published again" {
    killed
    run=$(kept)
    mkdir "results/${run#.unfinished-full-}"
    ROUNDS=3 run results/bench
    [ "$status" = 0 ]
    [[ $output != *"goes on"* ]]
    [ -z "$(kept)$(kept aside)" ]
}

@test "a second run at the same time is refused and names the first" {
    plan 'cells|C|queue|1|1|whole|{x}'
    exec 8>>results/.lock
    flock 8
    echo $$ >results/.lock
    run results/bench
    [ "$status" = 1 ]
    [[ $output == *"another run is measuring (process $$): one at a time"* ]]
}

@test "what a killed run had started is waited for" {
    plan 'cells|C|queue,pipe|1|1|whole|{x}'
    until_asleep FAKE_HANG=pipe results/bench
    kill -9 -- -$pid
    wait $pid 2>/dev/null || true
    ROUNDS=3 results/bench 2>err 3>&- &
    second=$!
    until grep -q "process $pid was killed: waiting for what it had started" err; do kill -0 $second; done
    kill "$(<asleep)"
    wait $second
    results/check latest
    # That was in its warm-up: there was nothing to go on with.
    run ! grep 'goes on' err
    [ -z "$(kept)$(kept aside)" ]
}
