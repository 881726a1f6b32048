#!/usr/bin/env bats
# The class commands: each shows what it promises, fits the screen, works on one
# core, names what is missing; and the pictures of the race.

# shellcheck disable=SC2030,SC2031,SC2154,SC2317  # bats; helper.bash sets these
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    export BATS_TEST_TIMEOUT=300
}

setup() {
    mark_processes
    class=$root/benches/race/class
    export BUILD=$build O=$build
    one=(taskset -c "$(sed -n \
        's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status)")
    cd "$BATS_TEST_TMPDIR" || return
    # A short name for the programs, as in a terminal.
    ln -s "$build" build && BUILD=build
}

teardown() {
    tmux -L "$MPBENCH_TEST" kill-server 2>/dev/null || :
    no_process_left
}

# runs WORD...: exit code 0, no line over 80 columns, 24 rows with the prompt
runs() {
    run "$@"
    equal "exit code of $*: $output" 0 "$status"
    equal "wide lines of $*" "" "$(awk 'length > 80' <<<"$output")"
    [ "$(wc -l <<<"$output")" -le 23 ] ||
        equal "rows of $*" 23 "$(wc -l <<<"$output")"
}

# A PATH with what a shell script needs and nothing else.
only() {
    mkdir -p bin
    for name in sh env awk sed grep tr cat head tail sort uniq cmp rm mktemp cp \
        dirname realpath wc mkdir diff; do
        ln -sf "$(command -v "$name")" bin/
    done
    PATH=$PWD/bin
}

@test "race: predict, racy, locked, the caught one and all orders on a screen" {
    runs "$class/race"
    [[ $output == *"Where does it end?"* ]]
    [[ $output =~ "racy "(.*)\ ([1-5])" of 5 wrong" ]]
    [[ $output == *"locked  0 0 0 0 0  "*"0 of 5 wrong"* ]]
    [[ $output == *"924 orders: 180 end at 0; 20 lose nothing, 160 are right"* ]]
    end=$(sed -n 's/^\(end balance: [-0-9]*\);.*/\1/p' <<<"$output")
    replay=$(sed -n 's/^replay: //p' <<<"$output")
    equal replayed "$end" "$(sh -c "$replay" | tail -n 1)"
    runs "${one[@]}" "$class/race"
    [[ $output == *"1 core, window"* && $output == *"One core: tellers meet"* ]]
}

@test "race: needs no tool but the compiler's programs" {
    only
    runs "$class/race"
    [[ $output == *"replay: build/bank_steps --schedule="* ]]
}

# screen: what the terminal of 80 by 24 shows
screen() {
    tmux -L "$MPBENCH_TEST" capture-pane -p
}

screen_shows() {
    screen | grep -q "$1"
}

@test "race: in a terminal of 80 by 24 it waits for the guess, and all stays in view" {
    command -v tmux >/dev/null || skip "tmux is missing"
    tmux -L "$MPBENCH_TEST" -f /dev/null new-session -d -x 80 -y 24 \
        "'$class/race'; exec sleep 60" 3>&-
    wait_until screen_shows 'press Enter'
    run ! screen_shows 'Five runs'
    tmux -L "$MPBENCH_TEST" send-keys Enter
    wait_until screen_shows 'most of those are luck'
    screen_shows '^An account holds 0'
    [[ $(tmux -L "$MPBENCH_TEST" capture-pane -p -e) == *$'\033[31m'* ]]
    tmux -L "$MPBENCH_TEST" kill-server
}

@test "spin: at least 2 proved, more than 2 refuted, counts agree, trail replays" {
    command -v spin >/dev/null || skip "spin is missing"
    runs "$class/race-spin"
    rows=$(grep -E '^ *[2-5] ' <<<"$output" | tr -s ' ' | grep yes)
    equal rows " 2 yes yes 70 32 6 yes 2
 3 yes yes 924 8 20 yes 2
 4 yes yes 12870 8 70 yes 2
 5 yes yes 184756 8 252 yes 2" "$rows"
    replay=$(sed -n 's/^n = 2, replayed: //p' <<<"$output")
    equal replayed "end balance: 2" "$(sh -c "$replay" | tail -n 1)"
    runs "${one[@]}" "$class/race-spin" 3
}

@test "spin: a program that counts otherwise is found out" {
    command -v spin >/dev/null || skip "spin is missing"
    mkdir fake && ln -s "$build"/bank_steps "$build"/cpu_count fake/
    printf '#!/bin/sh\nprintf "end_balance,orders\\n2,7\\n3,300\\n4,416\\n5,180\\n6,20\\n"\n' \
        >fake/bank_orders
    chmod +x fake/bank_orders
    run env BUILD=fake "$class/race-spin" 3
    equal "exit code" 1 "$status"
    [[ $output == *"disagree for n = 3" ]]
}

@test "tsan: two lines named, relaxed threads and processes silent and wrong" {
    runs "$class/race-tsan"
    [[ $output == *"bank_deleted.c:"*"int seen = balance;"* ]]
    [[ $output == *"bank_deleted.c:"*"balance = seen + amount;"* ]]
    equal "silent and wrong" 2 \
        "$(grep -c 'TSan: silent. *wrong in [1-9][0-9]* of 20' <<<"$output")"
    runs "${one[@]}" "$class/race-tsan"
    equal "silent on one core" 2 "$(grep -c 'TSan: silent' <<<"$output")"
}

@test "helgrind: names the plain lines and the relaxed ones" {
    command -v valgrind >/dev/null || skip "valgrind is missing"
    for where in env "${one[*]}"; do
        # shellcheck disable=SC2086  # words
        runs $where "$class/race-helgrind"
        [[ $output == *"bank_deleted.c:"*"int seen = balance;"* ]]
        [[ $output == *"read   bank_trials.c:"*"atomic_load_explicit"* ]]
        [[ $output == *"write  bank_trials.c:"*"atomic_store_explicit"* ]]
    done
}

@test "window: from nothing to half, with a model beside" {
    ROUNDS=3 runs "$class/race-window"
    equal windows 11 "$(grep -c '^ .*%.*%.*%.*%' <<<"$output")"
    [[ $output =~ " 100 us ".*" 50.0%  " ]]
    ROUNDS=3 runs "${one[@]}" "$class/race-window"
    [[ $output == *"on one core:"* ]]
    ROUNDS=2 run "$class/race-window" --csv
    equal lines 23 "${#lines[@]}"
}

@test "diff-bank: the lock's lines and no others; colour only where asked" {
    runs "$class/diff-bank"
    equal added 4 "$(grep -c '^+  ' <<<"$output")"
    equal dropped 1 "$(grep -c '^-  ' <<<"$output")"
    [[ $output != *$'\033'* ]]
    command -v script >/dev/null || skip "script is missing (bsdutils)"
    TERM=xterm run timeout --foreground 30 script -qec "$class/diff-bank" /dev/null </dev/null
    [[ $output == *$'\033[32m+'* ]]
    NO_COLOR=1 TERM=xterm run timeout --foreground 30 script -qec "$class/diff-bank" /dev/null </dev/null
    [[ $output != *$'\033'* ]]
}

@test "a missing tool is named with its package, exit 1" {
    only
    for case in "race-spin spin spin" "race-helgrind valgrind valgrind" \
        "race-tsan gcc gcc"; do
        read -r command tool package <<<"$case"
        run "$class/$command"
        equal "exit code of $command" 1 "$status"
        equal "lines of $command" 1 "${#lines[@]}"
        [[ $output == "$command: $tool is missing (Debian package $package)"* ]]
    done
    BUILD=nowhere run "$class/race"
    equal "exit code" 1 "$status"
    equal output "race: no bank_racy in nowhere: 'make' builds it there" "$output"
}

# A copy, so that the tree's own results stay.
copy_of_results() {
    mkdir -p tree/benches/race
    cp -r "$root/plots" "$root/results" tree/
    cp -r "$class" tree/benches/race/
    rm -rf tree/plots/latest* tree/results/latest* tree/results/[0-9]* \
        tree/results/{lib,race}-*
    cd tree || return
}

@test "pictures: drawn three times each from a whole run, refused from a part" {
    for tool in gnuplot jq; do
        command -v $tool >/dev/null || skip "$tool is missing"
    done
    copy_of_results
    BUILD=$build ROUNDS=2 results/race
    plots/draw latest-race
    for name in caught window orders; do
        for file in $name.svg $name-dark.svg $name.png; do
            [ -s "plots/latest-race/$file" ]
        done
        [ -s "plots/latest-race/$name.txt" ]
    done
    before=$(cat plots/latest-race/* | cksum)
    for name in caught window orders; do
        cp -r results/latest-race/. bad
        sed -i '$d' "bad/$name.tsv"
        run plots/draw bad
        equal "exit code" 1 "$status"
        [[ $output == *"bad/$name.tsv: not whole"* ]]
        rm -rf bad
    done
    equal pictures "$before" "$(cat plots/latest-race/* | cksum)"
}

# titled NAME: what the picture NAME says of the run in the folder doctored
titled() {
    (cd doctored && CORES=2 ROUNDS=1 FOOTER='' PICTURE=$1 awk -f "$root/plots/lib.awk" \
        -f "$root/plots/race/$1.awk" "$1.tsv" >"$1.words" && head -n 1 "$1.txt")
}

@test "pictures: the title follows the data" {
    mkdir doctored
    head='window_ns\tgap_ns\tround\tlost\tdeposits\telapsed_ns'
    printf '%b\n' "$head\n0\t1\t1\t0\t100\t9\n1000\t1\t1\t40\t100\t9" >doctored/window.tsv
    equal lost "With no window most runs lose nothing, with 1 µs 40% is lost" \
        "$(titled window)"
    printf '%b\n' "$head\n0\t1\t1\t0\t100\t9\n1000\t1\t1\t0\t100\t9" >doctored/window.tsv
    equal none "Most runs lost nothing this time, even with a window of 1 µs" \
        "$(titled window)"
    head='round\tend_balance\torders\tbursts'
    printf '%b\n' "$head\n1\t-1\t1\t80\n1\t0\t2\t10\n1\t1\t1\t10" >doctored/orders.tsv
    equal skewed "25% of all orders end at -1, but 80% of this machine's races" \
        "$(titled orders)"
    printf '%b\n' "$head\n1\t-1\t1\t25\n1\t0\t2\t50\n1\t1\t1\t25" >doctored/orders.tsv
    equal even "The machine's races end much as all orders do, within 0.0%" \
        "$(titled orders)"
    head='step\tteller\tupdate\tkind\tns\tbalance\toverwrites\tis_lost\tschedule\twindow'
    printf '%b\n' "$head" "1\tA\t1\tread\t0\t0\tfalse\ttrue\tabAB\t" \
        "2\tB\t1\tread\t10\t0\tfalse\tfalse\tabAB\t" \
        "3\tA\t1\twrite\t20\t1\tfalse\ttrue\tabAB\t" \
        "4\tB\t1\twrite\t40\t-1\ttrue\tfalse\tabAB\t" >doctored/caught.tsv
    equal caught "1 of 2 updates lost within 40 ns: A1; the balance is -1, not 0" \
        "$(titled caught)"
}

@test "matrix: a row for each compiler, level and number of cores" {
    run "$root/tests/race/matrix" x
    equal "exit code" 2 "$status"
}
