#!/usr/bin/env bats
# results/bench killed at random moments, again and again: at the end there is the
# run that an undisturbed one would have given, and never one that is half.

load fixture

setup() {
    setup_tree
    made_up_machine
}

# Lesson, variant, x and round of each execution, sorted.
executions() {
    grep -v '^[l#]' results/latest/runs.tsv | cut -f1-4 | sort
}

now_ms() {
    local up
    read -r up _ </proc/uptime
    now=${up/./}0
}

@test "killed at 20 random moments and run again, it gives the same set of rows" {
    RANDOM=${SEED_OF_TEST:-$$} seed=${SEED_OF_TEST:-$$}
    plan 'cells|C|queue,pipe|1|1|whole|{x}' 'speedup|C threads|1|2|1|inner|threads -w {x} -n {n:1ms}'
    export ROUNDS=5 BUDGET=600
    now_ms && begun=$now
    results/bench 2>err
    now_ms && takes=$((now - begun))
    executions >undisturbed
    [ "$(wc -l <undisturbed)" = 20 ]
    rm -rf results/2* results/latest

    kills=0 finished=0
    for ((tries = 0; kills < 20; tries++)); do
        [ $tries -lt 100 ] # one that was too quick for the kill does not count
        setsid results/bench 2>>err 3>&- &
        pid=$!
        moment=$((RANDOM % takes))
        sleep "$((moment / 1000)).$(printf %03d $((moment % 1000)))"
        # With all that it started, by SIGKILL or, each third time, by Ctrl-C's.
        if [ $((kills % 3)) = 2 ]; then signal=TERM; else signal=KILL; fi
        # How long it takes follows the machine's load, and what is left to do.
        if kill -s $signal -- -$pid 2>/dev/null; then
            kills=$((kills + 1)) takes=$((takes + takes / 8))
        else
            takes=$((takes * 3 / 4 + 50))
        fi
        wait $pid 2>/dev/null || true
        echo "seed $seed, kill $kills ($signal) after $moment of $takes ms"
        for run in results/2*; do
            [ ! -e "$run" ] || { results/check "$run" && finished=$((finished + 1)) && executions | diff undisturbed - && rm -r "$run" results/latest; }
        done
        [ ! -e results/latest ]
    done
    results/bench 2>>err
    results/check latest
    executions | diff undisturbed -
    # Each has a place of its own, and nothing is left over.
    [ "$(grep -v '^[l#]' results/latest/runs.tsv | cut -f5 | sort -n)" = "$(seq 20)" ]
    [ -z "$(find results -name '.unfinished*' -o -name '.aside*' -o -name '.new*')" ]
    echo "$(jq .sittings results/latest/raw.json) sittings; $finished runs were done before a kill"
    run ! grep -E 'jq:|awk:|unbound|No such|cannot|syntax' err
}
