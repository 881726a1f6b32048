#!/usr/bin/env bats
# The price list: every fix but the first is right, with any number of workers
# and on one CPU. Prices are not looked at.

# shellcheck disable=SC2030,SC2031,SC2154,SC2317  # bats; helper.bash sets these
bats_require_minimum_version 1.5.0
load helper

fixes="load_store fetch_add compare_swap test_set ticket mcs futex mutex robust
       semaphore file_lock server per_worker"

setup_file() {
    export BATS_TEST_TIMEOUT=300
}

setup() {
    mark_processes
    PATH="$build:$PATH"
    cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
    no_process_left
}

first_cpu() {
    sed -n 's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status
}

# column NAME <csv: the values of a column
column() {
    awk -F, -v name="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) k = i; next }
        { print k ? $k : "no column " name }'
}

# right WORKERS UPDATES <csv: each fix but the first has them all
right() {
    local want=$(($1 * $2)) csv
    csv=$(cat)
    # shellcheck disable=SC2086  # words
    equal fixes "$(printf '%s\n' $fixes)" "$(column fix <<<"$csv")"
    equal counted "$want" "$(column count <<<"$csv" | sort -u)"
    equal balances "$want" "$(column balance <<<"$csv" | tail -n +2 | sort -u)"
    equal workers "$1" "$(column workers <<<"$csv" | sort -u)"
}

@test "every fix but the first is right with 1 to 4 workers" {
    for w in 1 2 3 4; do
        bank_fixes -w "$w" -n 5000 --format=csv >csv
        right "$w" 5000 <csv
    done
}

@test "and where each worker gives up the CPU in the middle of its update" {
    for w in 1 2 3 4; do
        bank_fixes -w "$w" -n 100 --window=yield --format=csv >csv
        right "$w" 100 <csv
    done
}

@test "on one CPU they are right too, and nobody spins for ever" {
    cpu=$(first_cpu)
    for w in 2 4; do
        timeout 60 taskset -c "$cpu" bank_fixes -w "$w" -n 300 --window=yield \
            --format=csv >csv
        right "$w" 300 <csv
    done
    timeout 60 taskset -c "$cpu" bank_fixes -w 4 --time=5ms --format=csv >csv
    equal cores 1 "$(column cores <csv | sort -u)"
    equal lost 0 "$(column lost <csv | tail -n +2 | sort -u)"
}

@test "without a fix money is lost, which is a result and no failure" {
    run bank_fixes --fix=load_store -w 4 -n 1000 --window=yield
    equal "exit code" 0 "$status"
    [[ $output == *"! "*" lost "*"%"* ]]
    run bank_fixes --fix=load_store -w 1 -n 1000
    equal "exit code" 0 "$status"
    [[ $output == *" none lost "* && $output != *" lost "*"%"* ]]
}

@test "by time: all that was counted is in the account, least to most" {
    bank_fixes -w 3 --time=5ms --format=csv >csv
    equal "lost but by load_store" 0 "$(column lost <csv | tail -n +2 | sort -u)"
    paste -d' ' <(column least <csv) <(column most <csv) <(column count <csv) |
        while read -r least most count; do
            [ "$least" -le "$most" ] && [ "$most" -le "$count" ] &&
                [ "$count" -le $((3 * most)) ] && [ "$count" -gt 0 ]
        done
    equal time 5000000 "$(column time <csv | sort -u)"
    # No worker stops before the time is over.
    for ns in $(column elapsed_ns <csv); do [ "$ns" -ge 4900000 ]; done
}

@test "from one worker to two a core, a line a fix, in 80 columns and 24 rows" {
    run bank_fixes --time=1ms
    equal "exit code" 0 "$status"
    [ "${#lines[@]}" -le 22 ]
    equal "too long" "" "$(awk 'length > 80' <<<"$output")"
    [[ $output =~ ^[0-9]+\ cores?,\ window\ none ]]
    bank_fixes --time=1ms --fix=mutex --format=csv >csv
    cores=$(column cores <csv | head -n 1)
    equal first 1 "$(column workers <csv | head -n 1)"
    equal last $((2 * cores)) "$(column workers <csv | tail -n 1)"
    equal order "$(column workers <csv)" "$(column workers <csv | sort -nu)"
}

@test "each file of a fix names its source, and each fix is in the list" {
    here=$root/benches/race/fixes
    for fix in $fixes; do
        grep -q "^/\* $fix - " "$here/$fix.c"
        grep -q '^ \* Source: ' "$here/$fix.c"
        run bank_fixes --fix="$fix" -w 1 -n 1
        [[ $output == *"$fix: "*"("*[0-9]*")"* ]]
    done
    # shellcheck disable=SC2086  # words
    equal files "$(printf '%s\n' $fixes trial | sort)" \
        "$(cd "$here" && printf '%s\n' *.c | sed 's/\.c$//' | sort)"
}

@test "JSON: a record a fix, the balance against what was counted" {
    command -v jq >/dev/null || skip "jq is missing"
    bank_fixes -w 2 -n 100 --format=json >json
    equal records 13 "$(jq -s length json)"
    equal right 12 "$(jq -s '[.[] | select(.fix != "load_store" and
        .balance == 200 and .count == 200 and .lost == 0 and .least == 100 and
        .most == 100 and .result == "200 of 200")] | length' json)"
    equal types 13 "$(jq -s '[.[] | select((.ns_per_update | type) == "number"
        and (.elapsed_ns | type) == "number")] | length' json)"
    equal told robust "$(jq -r 'select(.holder_killed == "told").fix' json)"
}

@test "wrong usage: exit code 2, one line that names the text" {
    for bad in --fix=nonesuch --fix= -w0 -w257 -wx -n0 --time=1 --time=0ms \
        --window=wide; do
        run --separate-stderr bank_fixes "$bad"
        equal "exit code of $bad" 2 "$status"
        equal "stdout of $bad" "" "$output"
        equal "lines of $bad" 1 "${#stderr_lines[@]}"
    done
    run --separate-stderr bank_fixes --fix=nonesuch
    [[ $stderr == *"'nonesuch' is not one of load_store, "*", per_worker" ]]
    run --separate-stderr bank_fixes -n 5 --time=5ms
    equal "exit code of both" 2 "$status"
}

at_work() { # as many processes as these
    local found
    found=$(env -u MPBENCH_TEST grep -lzsx "MPBENCH_TEST=$MPBENCH_TEST" \
        /proc/[0-9]*/environ | wc -l)
    [ "$found" -ge "$1" ]
}

@test "stopped by a signal it leaves no process" {
    for fix in ticket futex file_lock server; do
        bank_fixes --fix="$fix" -w 3 --time=50s &
        pid=$!
        wait_until at_work 5 # itself, the time keeper, three workers
        kill "$pid"
        run wait "$pid"
        no_process_left
    done
}

# --- the picture --------------------------------------------------------------

# title ROW...: of a run of these rows, WORKERS|FIX|BALANCE of COUNTED; 1 ms each
title() {
    printf 'lesson\n' >summary.tsv
    printf 'lesson\n' >runs.tsv
    printf '%s\n' "$@" | awk -F'|' -v OFS='\t' '{
        print "fixes", $1, $2, "inner", 1, 1, 1, 1, 1, 1, 1e6, 1e6, 1e6, 1e6, 1e6, "time=1000000" >>"summary.tsv"
        print "fixes", $1, $2, 1, 1, 1, 1000000, $3 >>"runs.tsv" }'
    PICTURE=title CORES=2 ROUNDS=1 FOOTER=- awk -f "$root/plots/lib.awk" \
        -f "$root/plots/fixes.awk" summary.tsv runs.tsv >words
    head -n 1 title.txt
}

@test "the picture's title is the cheapest, the dearest, and what is lost" {
    equal lost "With 2 workers a right balance costs 10 ns an update (mutex) to 1 µs (server); without a fix 25% is lost" \
        "$(title '1 worker|mutex|200000 of 200000' '2 workers|load_store|750000 of 1000000' \
            '2 workers|mutex|100000 of 100000' '2 workers|server|1000 of 1000')"
    equal luck "With 2 workers a right balance costs 2.0 ns an update (mutex) to 1 µs (server); without a fix nothing was lost this time" \
        "$(title '2 workers|load_store|500 of 500' '2 workers|mutex|500000 of 500000' \
            '2 workers|server|1000 of 1000')"
    equal broken "Something is broken: mutex ends wrong" \
        "$(title '2 workers|load_store|1 of 500' '2 workers|mutex|99 of 100' \
            '2 workers|server|1000 of 1000')"
}

@test "the picture is not made of a run without prices" {
    run title '2 workers|mutex|0 of 0' '2 workers|server|-'
    run awk -f "$root/plots/lib.awk" -f "$root/plots/fixes.awk" summary.tsv runs.tsv
    equal "exit code" 3 "$status"
}
