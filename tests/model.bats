#!/usr/bin/env bats
# The queue's protocol, proved by spin for small bounds; and its mutants, each of
# which must be refuted, or the proof would prove nothing. lib/mp/queue.pml says
# what is modelled. By hand, for larger bounds (minutes, gigabytes):
#   spin -a -DPRODUCERS=2 -DCONSUMERS=2 -DITEMS=1 lib/mp/queue.pml
#   gcc -O2 -DSAFETY -DCOLLAPSE pan.c -o pan && ./pan -m1000000

setup() {
    command -v spin >/dev/null || skip "spin is missing (package spin)"
    model=$BATS_TEST_DIRNAME/../lib/mp/queue.pml
    cd "$BATS_TEST_TMPDIR"
}

# Prints spin's verdict: errors: 0 after a complete search, or the violation.
check_model() {
    spin -a "$@" "$model"
    gcc -O2 -w -DSAFETY -DCOLLAPSE -o pan pan.c
    ./pan -m1000000
}

proved() {
    run check_model "$@"
    [ "$status" = 0 ]
    [[ $output == *"errors: 0"* ]]
    [[ $output != *"error: max search depth"* ]]
    states=$(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' <<<"$output")
    echo "states: $states"
    [ "$states" -gt 10000 ]
}

refuted() {
    run check_model "$@"
    [[ $output == *"errors: 1"* ]]
    [[ $output == *"invalid end state"* || $output == *"assertion violated"* ]]
}

one_putter=(-DPRODUCERS=1 -DCONSUMERS=2 -DITEMS=2)
one_getter=(-DPRODUCERS=2 -DCONSUMERS=1 -DITEMS=1)
one_to_one=(-DONE_TO_ONE -DPRODUCERS=1 -DCONSUMERS=1 -DITEMS=3)

@test "the queue without deaths strands nobody, even with endless sleeps" {
    proved "${one_putter[@]}" -DDEATHS=0 -DNO_SLICE
}

@test "the queue with a death at any step strands nobody and delivers right" {
    proved "${one_getter[@]}" -DDEATHS=1
    proved -DPRODUCERS=1 -DCONSUMERS=2 -DITEMS=1 -DDEATHS=1
}

@test "the one-to-one queue: the same without its mutexes" {
    proved "${one_to_one[@]}" -DDEATHS=1
    proved "${one_to_one[@]}" -DDEATHS=0 -DNO_SLICE
}

# One puts two items at a time into room for two, another one at a time. With a
# death it takes a minute: -DDEATHS=1 by hand.
batches=(-DBATCH=2 -DCAPACITY=2 -DPRODUCERS=2 -DCONSUMERS=1 -DITEMS=1 -DDEATHS=0)

@test "a batch beside single items goes in whole and strands nobody" {
    proved "${batches[@]}" -DNO_SLICE
}

@test "mutant: a batch put where there is room for one is refuted" {
    refuted "${batches[@]}" -DNO_SLICE -DNO_CHECK
}

@test "mutant: a waiter that does not look again is refuted" {
    refuted "${one_putter[@]}" -DDEATHS=0 -DNO_SLICE -DNO_RECHECK
}

@test "mutant: a bell read before the commit has arrived is refuted" {
    refuted "${one_putter[@]}" -DDEATHS=0 -DNO_SLICE -DNO_FENCE
    refuted "${one_to_one[@]}" -DDEATHS=0 -DNO_SLICE -DNO_FENCE
}

@test "mutant: a woken waiter that forgets the others is refuted" {
    refuted "${one_putter[@]}" -DDEATHS=0 -DNO_SLICE -DNO_BATON
}

@test "mutant: endless sleeps are refuted where somebody may die" {
    refuted "${one_putter[@]}" -DDEATHS=1 -DNO_SLICE
}
