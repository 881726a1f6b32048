#!/usr/bin/env bats
# Tests of results/sizes.sh: sizes that the bench finds on the machine it is on.

load fixture

setup() {
    setup_tree
    made_up_machine
}

# The n that the rows of a lesson were run with, and the record says.
sizes_of() { # lesson
    jq -r --arg lesson "$1" '.rows[] | select(.lesson == $lesson) | .command' \
        results/latest/raw.json | sed 's/.* -n \([^ ]*\) .*/\1/' | sort -u
}

@test "a size is found so that the program's own time is about that asked for" {
    # The stand-in takes n plus 30 us; in Python 65 times that.
    plan 'cubes|C threads|1|1|1|inner|threads -w {x} -n {n:5ms}' \
        'speedup|C threads|1|1|1|inner|threads -w {x} -n {n:700us}'
    ROUNDS=3 results/bench
    [[ $(sizes_of cubes) =~ ^(4|5)000000$ ]]
    [[ $(sizes_of speedup) =~ ^(6|7)00000$ ]]
    jq -e '[.sizes[] | .lesson, .size] == ["cubes", "{n:5ms}", "speedup", "{n:700us}"]
        and .sizes[0].n >= 4000000' results/latest/raw.json
    awk -F'\t' '$1 == "cubes" { ok = $11 > 3.5e6 && $11 < 6e6 } END { exit !ok }' results/latest/summary.tsv
}

@test "all rows of a lesson have one size, C and Python too" {
    plan 'cubes|C threads|1,2|1|1|inner|threads -w {x} -n {n:20ms}' \
        'cubes|Python threads|1,2|1|1|inner|python:threads -w {x} -n {n:20ms}' \
        'cubes|C processes|4|1|1|inner|processes -w {x} -n {n:20ms}'
    ROUNDS=3 results/bench
    [ "$(sizes_of cubes | wc -l)" = 1 ]
    [ "$(jq '.rows | length' results/latest/raw.json)" = 5 ]
    [ "$(jq '.sizes | length' results/latest/raw.json)" = 1 ]
}

@test "where the first program fails the next one gives the size" {
    plan 'cubes|C threads|1,2|1|1|inner|threads -w {x} -n {n:1ms}' \
        'cubes|C processes|1|1|1|inner|processes -w {x} -n {n:1ms}'
    FAKE_FAIL=threads ROUNDS=3 run results/bench
    [ "$status" = 0 ]
    [[ $output == *"left out: build/threads: exit code 3"* ]]
    [[ $(sizes_of cubes) =~ ^[5-9]00000$ ]]
}

@test "rows that no size is found for are left out and named" {
    # The stand-in for cpu_count takes 0.1 ms, whatever n.
    plan 'cubes|C threads|1|1|1|inner|cpu_count -n {n:20ms}' 'cells|C|queue|1|1|whole|{x}'
    ROUNDS=3 run results/bench
    [ "$status" = 0 ]
    [[ $output == *"left out: build/cpu_count: no size was found for it: cubes, C threads, 1"* ]]
    [ "$(jq '.rows | length' results/latest/raw.json)" = 1 ]
}

@test "a run that was stopped goes on with the sizes that it had" {
    plan 'cubes|C threads|1|1|1|inner|threads -w {x} -n {n:5ms}' 'cells|C|queue|1|1|whole|{x}'
    ROUNDS=5 FAKE_STUCK=queue setsid results/bench 3>&- &
    until [ -s asleep ]; do kill -0 $!; sleep 0.02; done
    kill $! && wait $! || true
    sed -i 's/-n [0-9]*/-n 4711/' results/.unfinished-*/rows.tsv
    ROUNDS=5 results/bench
    [ "$(sizes_of cubes)" = 4711 ]
}

@test "a plan with another thing in braces is refused" {
    for bad in '{y}' '{n:20}' '{n:0ms}' '{n:1s}' '{n:1000ms}' '{n:1ms} {n:2ms}' '{x' '{{x}}'; do
        plan "cubes|C threads|1|1|1|inner|threads -n $bad"
        run results/bench
        [ "$status" = 1 ]
        [[ $output == *"plan.tsv line 1: in braces "* ]]
    done
}
