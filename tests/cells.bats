#!/usr/bin/env bats
# The notebook's cells: each program prints what its row of the table says, the
# C and the Python side agree, and nothing is left behind.

# shellcheck disable=SC2030,SC2031,SC2086,SC2154,SC2317
# (bats runs each test in a subshell; the loops' words need no quotes; helper)
bats_require_minimum_version 1.5.0
load helper

squares="0 1 4 9 16 25 36 49 64 81 "
list="[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]"

# A program that hangs fails its test (exit code 124) and does not hang it.
setup_file() {
    export BATS_TEST_TIMEOUT=300
    mkdir "$BATS_FILE_TMPDIR/bin"
    for p in $cells; do
        printf '#!/bin/sh\nexec timeout -k 1 60 "%s" "$@"\n' "$build/$p" \
            >"$BATS_FILE_TMPDIR/bin/$p"
    done
    chmod +x "$BATS_FILE_TMPDIR"/bin/*
}

setup() {
    TMPDIR="$BATS_TEST_TMPDIR/tmp"
    export TMPDIR
    mkdir -p "$TMPDIR"
    mark_processes
    PATH="$BATS_FILE_TMPDIR/bin:$PATH"
}

teardown() {
    no_process_left
    is_empty "$TMPDIR"
}

needs_python() {
    command -v python3 >/dev/null || skip "python3 is missing"
}

# python NAME OPTION...: the same cell in Python
python() {
    local name=$1
    shift
    [ "$name" != queue ] || name=queue_fifo
    MPBENCH_CORES=$(cpu_count --format=json | jq .result) \
        python3 -B "$root/benches/python/$name.py" "$@"
}

first_cpu() {
    sed -n 's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status
}

# --- what each prints -------------------------------------------------------

@test "cpu_count: a line with the number of cores" {
    run cpu_count
    equal "exit code" 0 "$status"
    matches output "[1-9][0-9]* cores available" "$output"
}

@test "cpu_count: what os.sched_getaffinity says, also under taskset" {
    needs_python
    len='import os; print(len(os.sched_getaffinity(0)))'
    equal all "$(python3 -c "$len")" "$(cpu_count --format=json | jq .affinity)"
    one="taskset -c $(first_cpu)"
    equal one 1 "$($one python3 -c "$len")"
    equal one "1 cores available" "$($one cpu_count)"
}

@test "pool_map: a line for each input, and the squares in order" {
    run pool_map
    equal "exit code" 0 "$status"
    equal lines 7 "${#lines[@]}"
    equal result "[0, 1, 4, 9, 16, 25]" "${lines[6]}"
    for i in 0 1 2 3 4 5; do
        equal "lines for input $i" 1 \
            "$(grep -cxE "PID [0-9]+ is processing input $i" <<<"$output")"
    done
}

@test "pool_map: no more workers than -w, and all inputs, for any --chunk" {
    for chunk in 0 1 2 7 100; do
        run pool_map -n 50 -w 3 --chunk=$chunk
        equal "exit code" 0 "$status"
        pids=$(sed -n 's/^PID \([0-9]*\) .*/\1/p' <<<"$output" | sort -u | wc -l)
        [ "$pids" -ge 1 ] && [ "$pids" -le 3 ]
        equal inputs "$(seq 0 49)" \
            "$(sed -n 's/.*input //p' <<<"$output" | sort -n)"
    done
}

@test "memory: the thread's writes are seen, the process's are not" {
    run memory
    equal "exit code" 0 "$status"
    at="at 0x[0-9a-f]+"
    matches 1 "parent       global  0 $at, cell  0 $at" "${lines[0]}"
    matches 2 "thread, \+1   global  1 $at, cell  1 $at" "${lines[1]}"
    matches 3 "parent       global  1 $at, cell  1 $at" "${lines[2]}"
    matches 4 "process, \+10 global 11 $at, cell 11 $at" "${lines[3]}"
    matches 5 "parent       global  1 $at, cell  1 $at" "${lines[4]}"
    addresses=$(grep -oE "$at" <<<"$output" | sort | uniq -c)
    equal "two addresses, five times each" "5 5" \
        "$(awk '{printf "%s%s", s, $1; s = " "}' <<<"$addresses")"
}

# lines_of_workers KIND SAME-PID: the output of threads and processes
lines_of_workers() {
    equal "exit code" 0 "$status"
    matches first "pid of parent process: [0-9]+" "${lines[0]}"
    pid=${lines[0]##* }
    created=$(grep -xE "creating $1 [0-9]+" <<<"$output")
    equal created "$(seq -f "creating $1 %g" 0 2)" "$created"
    run_on=$(sed -n 's/^function is executed on pid: //p' <<<"$output")
    equal "lines of workers" 3 "$(wc -l <<<"$run_on")"
    equal "pids of workers" "$2" "$(sort -u <<<"$run_on" | wc -l)"
    equal "time taken" 1 "$(grep -cxE \
        'time taken: [0-9]+:[0-5][0-9]:[0-5][0-9]\.[0-9]{6}' <<<"$output")"
}

@test "threads: all in the parent's process, and no lock, which is said" {
    run threads -w 3
    lines_of_workers thread 1
    equal "the parent's pid" "$pid" "$(sort -u <<<"$run_on")"
    matches "last line" ".*C has no GIL.*" "${lines[8]}"
    equal lines 9 "${#lines[@]}"
}

@test "threads: --gil says how often the lock changed hands" {
    run threads -w 3 -n 1000 --gil
    lines_of_workers thread 1
    matches "last line" "the GIL changed hands [0-9]+ times" "${lines[8]}"
    run threads -w 3 -n 100000000 --gil=10s # longer than all of it
    equal "long interval" "the GIL changed hands 0 times" "${lines[8]}"
    run threads -w 3 -n 100000000 --gil=1us
    matches "short interval" "the GIL changed hands [1-9][0-9]* times" \
        "${lines[8]}"
    equal "switch interval" 5000000 \
        "$(threads -w 1 --gil --format=json | jq .gil)"
}

@test "processes: each in a process of its own" {
    run processes -w 3
    lines_of_workers process 3
    if grep -qx "$pid" <<<"$run_on"; then
        echo "the parent worked too"
        false
    fi
    equal lines 8 "${#lines[@]}"
}

@test "threads, processes: as many workers as cores" {
    for p in threads processes; do
        equal $p "$(cpu_count --format=json | jq .result)" \
            "$($p --format=json | jq .workers)"
    done
}

@test "file, queue, pipe: the squares of 0..9 in order, on one line" {
    for p in file queue pipe; do
        run $p
        equal "$p's exit code" 0 "$status"
        equal $p "$squares" "$output"
    done
}

@test "shared_memory: a Value and an Array" {
    run shared_memory
    equal "exit code" 0 "$status"
    equal output "Value: 3.14
Array: $list" "$output"
}

@test "file, queue, pipe, shared_memory: sizes from 1 to beyond any buffer" {
    for p in file queue pipe shared_memory "file --sync"; do
        for n in 1 2 1024 1025 100000; do
            equal "$p -n $n" $((n * (n - 1) * (2 * n - 1) / 6)) \
                "$($p -n $n --format=json | jq .result)"
        done
    done
}

@test "queue: each producer's numbers in its order, and all of them once" {
    run queue -w 3 -n 3000
    equal "exit code" 0 "$status"
    all=$(tr ' ' '\n' <<<"$output" | grep .)
    seq 0 2999 | awk '{print $1 * $1}' >"$BATS_TEST_TMPDIR/expected"
    sort -n <<<"$all" | cmp - "$BATS_TEST_TMPDIR/expected"
    for share in 0 1 2; do
        awk -v s=$share '{n = sqrt($1)} int(n / 1000) == s' <<<"$all" |
            sort -nc
    done
}

# loses COMMAND...: a wrong balance within ten runs
loses() {
    for ((i = 0; i < 10; i++)); do
        run "$@"
        equal "exit code" 0 "$status"
        equal "first line" "starting balance: 0" "${lines[0]}"
        matches "second line" "end balance: -?[0-9]+" "${lines[1]}"
        if [ "${lines[1]}" != "end balance: 0" ]; then return 0; fi
    done
    echo "ten times the right balance"
    return 1
}

@test "bank_racy: loses money, and says under which conditions" {
    loses bank_racy
    matches "third line" ".*1000 rounds.*[1-9][0-9]* cores?, window sleep.*" \
        "${lines[2]}"
    equal lines 3 "${#lines[@]}"
}

@test "bank_racy: on one core too" {
    loses taskset -c "$(first_cpu)" bank_racy
    matches "third line" ".*1 core[^s].*" "${lines[2]}"
}

@test "bank_racy: a right balance is said to prove nothing" {
    run bank_racy -n 1 --window=none
    equal "exit code" 0 "$status"
    [ "${lines[1]}" != "end balance: 0" ] ||
        matches "last line" ".*proves nothing.*" "${lines[3]}"
}

@test "bank_locked: 0 each time, whatever the window" {
    for window in none yield sleep 200ns 2us; do
        for ((i = 0; i < 10; i++)); do
            run bank_locked --window=$window
            equal "exit code" 0 "$status"
            equal "first line" "starting balance: 0" "${lines[0]}"
            equal "window $window, run $i" "end balance: 0" "${lines[1]}"
        done
    done
    run taskset -c "$(first_cpu)" bank_locked
    equal "one core" "end balance: 0" "${lines[1]}"
    run bank_locked -n 100000 --window=none
    equal "many rounds" "end balance: 0" "${lines[1]}"
}

@test "bank_racy, bank_locked: --notebook is a pace of its own" {
    for p in bank_racy bank_locked; do
        equal $p '[1000,1000000,"none"]' \
            "$($p --notebook --format=json | jq -c '[.rounds, .sleep, .window]')"
        for other in "-n 5" "--sleep=1us" "--window=yield"; do
            # shellcheck disable=SC2086  # two words
            run $p --notebook $other
            equal "$p --notebook $other" 2 "$status"
            equal lines 1 "${#lines[@]}"
        done
        run $p --window=3parsecs
        equal "exit code" 2 "$status"
        equal lines 1 "${#lines[@]}"
        matches "the option and the text" ".*--window.*3parsecs.*" "$output"
    done
}

# --- C and Python -----------------------------------------------------------

@test "Python's record has C's columns, count and result" {
    needs_python
    for p in $cells; do
        [ $p != cpu_count ] || continue # see above
        c=$($p --format=json)
        python=$(python $p --format=json)
        same='del(.program, .elapsed_ns, .gil)'
        [ $p != bank_racy ] || same="del(.program, .elapsed_ns, .result)"
        equal "$p's values" "$(jq -S "$same" <<<"$python")" \
            "$(jq -S "$same" <<<"$c")"
        equal "$p's columns" "$(jq -c keys_unsorted <<<"$python")" \
            "$(jq -c keys_unsorted <<<"$c")"
    done
}

@test "Python starts as many workers as C says, in a container with a quota too" {
    needs_python
    for p in pool_map threads processes; do
        equal $p 3 "$(MPBENCH_CORES=3 python3 -B "$root/benches/python/$p.py" \
            --format=json | jq .workers)"
    done
}

@test "Python prints what C prints" {
    needs_python
    for p in pool_map memory threads processes file shared_memory queue pipe \
        bank_locked; do
        # pids, addresses, times and what only C says; order of workers' lines
        plain='s/0x[0-9a-f]*/ADDRESS/g; s/[0-9:.]*[0-9]\{6\}$/TIME/
               s/\(PID\|pid:\|process:\) [0-9]*/\1 N/; /C has no GIL/d'
        equal $p "$(python $p | sed "$plain" | sort)" "$($p | sed "$plain" | sort)"
    done
}

@test "Python's bank is racy without the lock" {
    needs_python
    loses python bank_racy
}

# --- options ----------------------------------------------------------------

@test "-q: the result alone" {
    equal pool_map "[0, 1, 4, 9, 16, 25]" "$(pool_map -q)"
    for p in threads processes; do
        matches $p "time taken: [0-9:.]*" "$($p -q)"
    done
    for p in file queue pipe; do
        equal $p "" "$($p -q)"
    done
    for p in bank_racy bank_locked; do
        matches $p "starting balance: 0
end balance: -?[0-9]+" "$($p -q)"
    done
}

@test "--format: one valid record, the same in CSV and JSON, nothing else" {
    for p in $cells; do
        json=$($p --format=json)
        csv=$($p --format=csv)
        equal "$p: objects" 1 "$(jq -s length <<<"$json")"
        jq -e '.program == "'$p'" and (.elapsed_ns | type) == "number" and
            .elapsed_ns > 0 and .count > 0 and has("result")' <<<"$json"
        equal "$p: lines" 2 "$(wc -l <<<"$csv")"
        equal "$p: columns" "$(jq -r 'keys_unsorted | join(",")' <<<"$json")" \
            "$(head -n 1 <<<"$csv")"
        equal "$p: values" "$(head -n 1 <<<"$csv" | tr -cd , | wc -c)" \
            "$(tail -n 1 <<<"$csv" | tr -cd , | wc -c)"
    done
}

@test "--help: the header's sentence, the options, examples, in 80 columns" {
    for p in $cells; do
        run $p --help
        equal "exit code" 0 "$status"
        sentence=$(sed -n "1s,^/\* $p - ,,p" "$root/benches/$p.c")
        [ -n "$sentence" ]
        for text in "$sentence" "Notebook, " "    \$ $p" "Try: " "Compare: " \
            "--quiet" "--format=" "--help" "--usage" "--version"; do
            grep -qF -- "$text" <<<"$output" || {
                echo "$p --help lacks: $text"
                false
            }
        done
        # every long option of the program's table
        names=$(sed -n 's/^    OPT_[A-Z_]*([^,]*, "\([a-z]*\)".*/\1/p' \
            "$root/benches/$p.c")
        for name in $names; do
            grep -qE -- "--$name\b" <<<"$output"
        done
        equal "$p: lines over 80 columns" "" "$(grep -E '.{81}' <<<"$output")"
        equal "$p: argp's note" "" "$(grep Mandatory <<<"$output")"
        equal "$p: two empty lines together" "$(cat -s <<<"$output")" \
            "$output"
    done
}

@test "wrong usage: exit code 2, one line that names the text, no output" {
    for p in $cells; do
        for bad in --nonsense -Z stray; do
            run $p $bad
            equal "$p $bad: exit code" 2 "$status"
            equal "$p $bad: lines" 1 "${#lines[@]}"
            matches "$p $bad" "$p: .*$bad.*" "$output"
            equal "$p $bad: stdout" "" "$($p $bad 2>/dev/null)"
        done
    done
    for p in pool_map threads processes file shared_memory queue pipe \
        bank_racy bank_locked; do
        for bad in 0 -1 x 99999999999999; do
            run $p -n $bad
            equal "$p -n $bad: exit code" 2 "$status"
            equal "$p -n $bad: lines" 1 "${#lines[@]}"
        done
    done
}

@test "a full disk behind stdout: exit code 1 and one line" {
    for p in $cells; do
        run --separate-stderr bash -c "$p >/dev/full"
        equal "$p: exit code" 1 "$status"
    done
}

# --- what is left behind ----------------------------------------------------

# Start "$@" with its output in a FIFO that nobody reads, so that it stands still
# once the FIFO is full; fd 9 is the reading end. As a shell's foreground job it
# has a process group of its own and takes SIGINT.
start_blocked() {
    mkfifo "$BATS_TEST_TMPDIR/fifo"
    setsid env --default-signal=INT "$build/$1" "${@:2}" \
        >"$BATS_TEST_TMPDIR/fifo" 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
    pid=$!
    exec 9<"$BATS_TEST_TMPDIR/fifo"
}

# It has begun to print, and cannot finish before end_of.
wait_for_output() {
    read -r -N 4 -t 20 -u 9 _
}

end_of() {
    cat <&9 >/dev/null # the end comes when all writers are gone
    exec 9<&-
    status=0
    wait "$pid" || status=$?
}

has_directory() {
    ! is_empty "$TMPDIR"
}

@test "file: the directory is private, and gone after a whole run" {
    start_blocked file -n 100000
    wait_until has_directory
    equal mode 700 "$(stat -c %a "$TMPDIR"/*)"
    end_of
    equal "exit code" 0 "$status"
    is_empty "$TMPDIR"
}

@test "file: nothing is left when it is killed while the parent reads" {
    for signal in KILL INT TERM HUP; do
        rm -f "$BATS_TEST_TMPDIR/fifo"
        start_blocked file -n 100000
        wait_for_output
        has_directory
        kill -s $signal -- "-$pid"
        end_of
        equal "killed by $signal" "$((128 + $(kill -l $signal)))" "$status"
        wait_until is_empty "$TMPDIR"
        no_process_left
    done
}

@test "file: nothing is left when it is killed while the child writes" {
    for signal in KILL INT; do
        rm -f "$BATS_TEST_TMPDIR/fifo"
        start_blocked file -n 1000000
        wait_until has_directory
        kill -s $signal -- "-$pid"
        end_of
        equal "killed by $signal" "$((128 + $(kill -l $signal)))" "$status"
        wait_until is_empty "$TMPDIR"
        no_process_left
    done
}

@test "file: a directory that cannot be made is named" {
    TMPDIR=/nonexistent run file
    equal "exit code" 1 "$status"
    equal lines 1 "${#lines[@]}"
    matches output "file: .*'/nonexistent'.*" "$output"
}

# Does $pid have a child?
child() {
    child=$(grep -lsx "PPid:[[:space:]]*$pid" /proc/[0-9]*/status |
        head -n 1 | cut -d/ -f3)
    [ -n "$child" ]
}

@test "queue, pipe: a producer that is killed is an error, not a hang" {
    for p in queue pipe; do
        rm -f "$BATS_TEST_TMPDIR/fifo"
        start_blocked $p -n 1000000
        wait_for_output
        child
        kill -s KILL "$child"
        end_of
        equal "$p: exit code" 1 "$status"
        equal "$p: lines on stderr" 1 "$(wc -l <"$BATS_TEST_TMPDIR/stderr")"
    done
}

@test "pool_map: a worker that is killed is named, with what it had" {
    start_blocked pool_map -n 1 -w 1 --work=10s
    wait_for_output # said by the worker: it has begun
    child
    kill -s KILL "$child"
    end_of
    equal "exit code" 1 "$status"
    equal stderr "pool_map: worker $child died of input 0" \
        "$(cat "$BATS_TEST_TMPDIR/stderr")"
}

@test "a killed parent takes its children along" {
    for p in "queue -n 1000000" "pipe -n 1000000" "pool_map -n 100000"; do
        rm -f "$BATS_TEST_TMPDIR/fifo"
        # shellcheck disable=SC2086  # a command and its options
        start_blocked $p
        wait_until child
        kill -s KILL "$pid"
        end_of
        no_process_left
    done
}
