#!/usr/bin/env bats
# The race lessons: what is caught can be replayed, what is possible is counted,
# and bad input gets a line. Longer runs: tests/race/.

# shellcheck disable=SC2030,SC2031,SC2154,SC2317  # bats; helper.bash sets these
bats_require_minimum_version 1.5.0
load helper

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

last_line() {
    printf '%s\n' "${lines[-1]}"
}

# refuses CODE TEXT OPTION...: nothing on stdout, one line on stderr with TEXT
refuses() {
    local code=$1 text=$2
    shift 2
    run --separate-stderr bank_steps "$@"
    equal "exit code of $*" "$code" "$status"
    equal "stdout of $*" "" "$output"
    equal "lines on stderr of $*" 1 "${#stderr_lines[@]}"
    [[ ${stderr_lines[0]} == *"$text"* ]] ||
        equal "stderr of $*" "...$text..." "$stderr"
}

# --- counting ---------------------------------------------------------------

@test "orders: 924 of three deposits and three more, 20 right, least 2 from 8" {
    run bank_orders -n 3 --witness --bursts=0
    equal "first line" "924 orders of 3 deposits and 3 more" "${lines[0]}"
    [[ $output == *"right, 6: 20 orders; 20 lose nothing, 0 are right by luck"* ]]
    run bank_orders -n 3 --witness --format=csv
    equal csv "end_balance,orders 2,8 3,300 4,416 5,180 6,20" "${lines[*]}"
}

@test "orders: 180 of three deposits and withdrawals end at 0, 20 lose nothing" {
    run bank_orders --bursts=0
    [[ $output == *"right, 0: 180 orders; 20 lose nothing, 160 are right"* ]]
}

@test "orders: the least that n deposits each can leave is 2, for n of 2 to 5" {
    for n in 2 3 4 5; do
        run bank_orders -n "$n" --witness --format=csv
        [[ ${lines[1]} == 2,* ]]
        equal right "$((2 * n))" "${lines[-1]%,*}"
    done
}

@test "orders: 32 by 32 are counted to the last digit" {
    total=23951146041928082866135587776380551750 # 128 over 64
    run bank_orders -n 32 --bursts=0
    [[ ${lines[0]} == "$total orders of"* ]]
    sum=$(bank_orders -n 32 --format=csv | tail -n +2 | cut -d, -f2 | paste -sd+)
    command -v python3 >/dev/null || skip "python3 is missing"
    equal sum "$total" "$(python3 -c "print($sum)")"
}

@test "orders: the extremes come with a command that replays them" {
    for options in "" --witness "-n 2 -m 5" "-n 32 --witness"; do
        # shellcheck disable=SC2086  # words
        run bank_orders --bursts=0 $options
        # shellcheck disable=SC2086  # words
        for word in least most; do
            line=$(printf '%s\n' "${lines[@]}" | grep "^$word:")
            balance=$(bank_orders --format=csv $options | tail -n +2 |
                cut -d, -f1 | sort -n |
                if [ $word = least ]; then head -n 1; else tail -n 1; fi)
            equal "$options $line" "end balance: $balance" \
                "$(sh -c "${line#*: }" | tail -n 1)"
        done
    done
}

@test "orders: the machine's share is of as many races as were asked for" {
    run bank_orders -n 2 --bursts=500 --format=csv
    equal head end_balance,orders,bursts "${lines[0]}"
    equal races 500 "$(printf '%s\n' "${lines[@]}" |
        awk -F, 'NR > 1 { n += $3 } END { print n }')"
    run bank_orders -n 2 --bursts=500
    [[ $output == *": 500 races took "* && $output == *"commonest, "* ]]
}

@test "every order of 2 by 2 and 3 by 3, both signs, replayed by processes" {
    run env BUILD="$build" "$root/tests/race/all-orders" 2 3
    equal "exit code" 0 "$status"
    equal output "2 by 2: 70 of 70 schedules replayed
2 by 2 --witness: 70 of 70 schedules replayed
3 by 3: 924 of 924 schedules replayed
3 by 3 --witness: 924 of 924 schedules replayed" "$output"
}

# --- the lock ---------------------------------------------------------------

@test "with a lock all possible orders of 2 by 2 end at 0, others are refused" {
    run env BUILD="$build" "$root/tests/race/locked-orders" 2
    equal "exit code" 0 "$status"
    [[ ${lines[0]} == "12870 orders of 2 by 2: 6 possible, which end at 0;"* ]]
    equal waiting "198 with waiting, all end at 0" "${lines[1]}"
}

@test "a step that the lock forbids names the holder and exits 1" {
    refuses 1 "step 2 'b+': B cannot take the lock, A holds it" -s a+b+aAa-
    refuses 1 "step 2 'b': B does not hold the lock, A does" -s a+baAa-
    refuses 1 "step 2 'b-': B does not hold the lock, A does" -s a+b-aAa-
    refuses 1 "step 1 'b.': B need not wait, nobody holds the lock" -s b.
    refuses 1 "step 2 'a+': A holds the lock already" -s a+a+
}

@test "--lock: a schedule without signs is refused at its first step" {
    refuses 1 "step 1: A does not hold the lock, nobody does" --lock -s abAB
}

@test "a teller that asks and waits has the lock after the release" {
    run bank_steps --schedule=a+b.aAa-b+bBb-
    equal "exit code" 0 "$status"
    [[ ${lines[2]} == *"asks, waits"* ]]
    equal "last line" "end balance: 0" "$(last_line)"
}

# --- bad schedules ----------------------------------------------------------

@test "bad schedules get one line and exit 2" {
    refuses 2 "'x y'" -s "x y" || refuses 2 "no letter" -s "x y"
    refuses 2 "no letter" -s ab1B
    refuses 2 "no letter" -s $'a\xc3\xa4'
    refuses 2 "A writes before it has read" -s A
    refuses 2 "B writes before it has read" -s aBA
    refuses 2 "A reads twice" -s aaA
    refuses 2 "incomplete: B has read" -s abA
    refuses 2 "incomplete: A still holds the lock" -s a+aA
    refuses 2 "incomplete: B still waits" -s a+b.aAa-
    refuses 2 "is empty" --schedule=
    refuses 2 "4096 steps" -s "$(printf 'aA%.0s' {1..2049})"
}

@test "a megabyte of schedule, and no schedule at all, get one line and exit 2" {
    for input in "tr '\\0' a </dev/zero | head -c 1000000" "printf '\\n'" \
        "head -c 1000000 /dev/zero" :; do
        run --separate-stderr bash -c "$input | bank_steps -q -s -"
        equal "exit code of $input" 2 "$status"
        equal "lines of $input" 1 "${#stderr_lines[@]}"
    done
}

@test "many schedules on stdin: the bad ones are named by line, the others run" {
    run --separate-stderr bash -c \
        'printf "abAB\nab\nabAB 7\na+b+\naAbB 0\n" | bank_steps -s -'
    equal "exit code" 2 "$status"
    equal output "abAB end balance: -1
abAB end balance: -1
aAbB end balance: 0
2 of 5 schedules replayed" "$output"
    equal stderr "bank_steps: line 2: incomplete: A has read and not written
bank_steps: line 3: end balance -1, expected 7
bank_steps: line 4: step 2 'b+': B cannot take the lock, A holds it" "$stderr"
}

# --- by hand ----------------------------------------------------------------

@test "by hand, on a pipe: the goal is reached, and the replay ends there too" {
    run bank_steps <<<"aAaA aAbB
bBbB"
    equal "exit code" 0 "$status"
    [[ $output == *"All updates are made, and it ends at 0, not 2: u or q."* ]]
    [[ $output != *"Goal reached"* ]]
    run bank_steps <<<"abBbBAaAaAbB"
    [[ $output == *"Goal reached"* ]]
    equal "last line" "end balance: 2" "$(last_line)"
    replay=$(printf '%s\n' "$output" | sed -n 's/^replay: //p')
    equal replay "end balance: 2" "$(sh -c "$replay" | tail -n 1)"
}

@test "by hand: a hint leads to the goal from any place that can reach it" {
    steps=
    for _ in {1..12}; do
        out=$(printf '%s\n?\n?\n' "$steps" | bank_steps --goal=-3)
        step=$(sed -n 's/^From here \(.\) can still lead to -3.$/\1/p' <<<"$out")
        [ -n "$step" ] || equal "a hint after '$steps'" "a step" "$out"
        steps=$steps$step
    done
    run bank_steps --goal=-3 <<<"$steps"
    [[ $output == *"Goal reached"* ]]
    equal "last line" "end balance: -3" "$(last_line)"
}

@test "by hand: where the goal is out of reach the hint says so" {
    run bank_steps --goal=-3 <<<$'aAaA\n?\n?'
    [[ $output == *"From here nothing leads to -3. Take a step back: u."* ]]
    run bank_steps --lock <<<$'?\n?'
    [[ $output == *"nothing leads to 2. That is what the lock is for."* ]]
}

@test "by hand: undo starts anew and says so; impossible steps change nothing" {
    run bank_steps <<<$'aAbB\nu\nA\nB'
    equal "exit code" 0 "$status"
    [[ $output == *"Started anew, and the first 3 steps made again."* ]]
    [[ $output == *"Not possible: A writes before it has read."* ]]
    equal "after undo and refusal" 2 \
        "$(grep -c '^balance 1 * steps aAb$' <<<"$output")"
    equal "after the step made again" 2 \
        "$(grep -c '^balance 0 * steps aAbB$' <<<"$output")"
    equal "last line" "end balance: 0" "$(last_line)"
}

@test "by hand: undo without a step, odd characters, end of input: it goes on" {
    run bank_steps <<<$'u\n9\n\x01\n\nC\na+\nab\xff'
    equal "exit code" 0 "$status"
    [[ $output == *"There is no step to take back."* ]]
    [[ $output == *"'9' is no step."* && $output == *"'?' is no step."* ]]
    [[ $output == *"there is no teller C"* && $output == *"there is no lock"* ]]
    [[ $output == *"Not complete, so there is nothing to replay: ab"* ]]
    equal "last line" "end balance: 0" "$(last_line)"
}

@test "by hand, with a lock: who holds it and who waits is shown" {
    run bank_steps --lock -n 1 --goal=0 <<<$'a+b.\nb+\naAa-b+bBb-'
    [[ $output == *"lock: A has it"* && $output == *"waits for the lock"* ]]
    [[ $output == *"Not possible: B cannot take the lock, A holds it."* ]]
    [[ $output == *"Goal reached"* ]]
}

@test "by hand: a signal to the program alone leaves no teller behind" {
    for signal in INT TERM HUP KILL; do
        mkfifo "fifo$signal"
        env --default-signal=INT bank_steps <"fifo$signal" >"out$signal" &
        pid=$!
        exec 7>"fifo$signal"
        echo ab >&7
        wait_until grep -q "steps ab" "out$signal"
        kill "-$signal" "$pid"
        status=0
        wait "$pid" || status=$?
        equal "$signal" "$((128 + $(kill -l "$signal")))" "$status"
        exec 7>&-
        no_process_left
    done
}

@test "by hand: a teller that is killed is named, and the others leave" {
    mkfifo fifo
    bank_steps <fifo >out 2>err &
    pid=$!
    exec 7>fifo
    echo a >&7
    wait_until grep -q "steps a" out
    tellers=$(cat "/proc/$pid/task/$pid/children")
    # shellcheck disable=SC2086  # words
    kill -9 $tellers
    echo A >&7
    status=0
    wait "$pid" || status=$?
    exec 7>&-
    equal "exit code" 1 "$status"
    equal stderr "bank_steps: teller A is dead" "$(grep -v Killed err)"
}

# --- caught -----------------------------------------------------------------

@test "caught races replay to the balance that was caught" {
    run env BUILD="$build" "$root/tests/race/replay-caught" 40
    equal "exit code" 0 "$status"
    [[ $output == "40 races caught and replayed;"* ]]
}

@test "caught: a row a step, each teller's reads and writes in turn" {
    run bank_caught --format=csv -n 2 --window=yield
    equal rows 9 "${#lines[@]}"
    bank_caught --format=json -n 2 --window=yield |
        jq -se 'length == 8 and
            (group_by(.teller) | all([.[].kind] ==
                ["read", "write", "read", "write"])) and
            any(.is_lost) and (last.balance == last.result)' >/dev/null
}

@test "caught: nothing in the time given is said, with what to try, exit 0" {
    run taskset -c "$(first_cpu)" \
        bank_caught --lost=4 --window=none --patience=1ms
    equal "exit code" 0 "$status"
    [[ $output == *"nothing caught in "*": nothing was lost"* ]]
    [[ $output == *"Try --window=yield"* ]]
    run --separate-stderr taskset -c "$(first_cpu)" \
        bank_caught --lost=4 --window=none --patience=1ms --format=csv
    equal "exit code and record" "0 " "$status $output"
    [[ $stderr =~ ^nothing\ caught\ in\ [0-9]+\ bursts$ ]]
}

@test "caught: on one core too, and it says that it was one" {
    run taskset -c "$(first_cpu)" bank_caught
    equal "exit code" 0 "$status"
    [[ ${lines[0]} == "1 core, window yield;"* ]]
    [[ $output == *"updates lost:"* ]]
}

@test "caught: what no order can lose is refused" {
    run bank_caught --lost=5
    equal "exit code" 2 "$status"
    equal line "bank_caught: --lost: 5, and no order loses more than 4" "$output"
}

# --- trials and traps -------------------------------------------------------

@test "trials: under a lock no run is wrong; without, some are" {
    run bank_trials --locked --runs=20 -n 500
    [[ $output == *"wrong in 0 of 20 runs; ended at 0 to 0"* ]]
    run bank_trials --runs=20
    [[ $output != *"wrong in 0 of 20 runs"* && $output == *" of 20 runs"* ]]
}

@test "trials: a witness's lost updates are what is missing" {
    bank_trials --witness --runs=10 -n 200 --format=json |
        jq -se 'length == 10 and all(.lost == 400 - .result) and
            all(.lost == 0 or .overwrites > 0)' >/dev/null
}

@test "trials: traced runs alternate with plain ones" {
    bank_trials --traced --runs=5 -n 200 --format=json |
        jq -se '[.[].noted] == [range(5) | false, true]' >/dev/null
    run bank_trials --traced --runs=5 -n 200
    [[ $output == *"plain:  wrong in"* && $output == *"traced: wrong in"* ]]
}

@test "private: each process has its own lock and money is lost, shared: none" {
    for _ in {1..5}; do # on a busy machine one run may have no overlap
        run bank_private
        equal "exit code" 0 "$status"
        [[ $output == *"end balance: 0"* ]] || break
    done
    [[ $output != *"end balance: 0"* && $output == *"held its own lock"* ]]
    run bank_private --shared
    [[ $output == *"end balance: 0"* ]]
    run bank_private --threads
    [[ $output == *"end balance: 0"* ]]
}

@test "cancel: a right balance with lost updates, and its replay" {
    run bank_cancel
    equal "exit code" 0 "$status"
    [[ $output == *"end balance: 0, and "*" of 6 updates lost:"* ]]
    replayed=$(sh -c "$(last_line)")
    equal "last line" "end balance: 0" "$(tail -n 1 <<<"$replayed")"
    [[ $replayed != *$'\n0 of 6 updates lost'* ]]
}

@test "overdraft: both pay out, and a compare-and-swap does not" {
    run bank_overdraft --window=yield
    [[ $output == *"overdrawn on "[1-9]*"of 1000 days; lowest balance: -100" ]]
    run bank_overdraft --window=yield --fixed
    [[ $output == *"overdrawn on 0 of 1000 days; lowest balance: 0" ]]
    equal "exit code" 0 "$status"
}

@test "transfer: the circle is shown and ended; in order there is none" {
    for _ in {1..5}; do
        run bank_transfer
        equal "exit code" 0 "$status"
        [[ $output == "no deadlock"* ]] || break
    done
    equal A "A holds account 1 and waits for account 2, which B holds" \
        "${lines[0]}"
    equal B "B holds account 2 and waits for account 1, which A holds" \
        "${lines[1]}"
    run bank_transfer --ordered
    equal "exit code" 0 "$status"
    equal output "no deadlock; A made 10000 transfers, B 10000" "${lines[0]}"
}

@test "deleted: two instructions on the balance as written, one optimised" {
    command -v objdump >/dev/null || skip "objdump is missing (binutils)"
    [ "$(uname -m)" = x86_64 ] || skip "reads x86-64 instructions"
    run bank_deleted -n 1000
    equal "exit code" 0 "$status"
    as_written=$(sed -n '/^as_written/,/^optimised/p' <<<"$output")
    equal reads-and-writes 2 "$(grep -c '<balance>' <<<"$as_written")"
    [[ $output == *"not here: clang at -O0"* ]] ||
        equal adds 1 "$(sed '1,/^optimised/d' <<<"$output" | grep -c '<balance>')"
}

# --- all of them ------------------------------------------------------------

lessons="bank_trials bank_caught bank_orders bank_private bank_overdraft
         bank_cancel bank_transfer bank_deleted"

@test "each fits 80 columns and 24 rows, and says cores and window" {
    for program in $lessons "bank_orders -n 16" "bank_orders -n 32 --witness" \
        "bank_caught -n 16" "bank_caught -t 4 -n 16 --window=yield" \
        "bank_trials --witness --traced"; do
        # shellcheck disable=SC2086  # words
        run $program
        equal "exit code of $program" 0 "$status"
        [[ $output =~ [0-9]+\ cores?,\ window ]]
        wide=$(grep -v -e --schedule= <<<"$output" | awk 'length > 80') || :
        equal "wide lines of $program" "" "$wide"
        rows=$(fold -w 80 <<<"$output" | wc -l) # a long command takes several
        [ "$rows" -le 23 ] || equal "rows of $program" 23 "$rows"
    done
}

@test "each runs on one core" {
    for program in $lessons; do
        run taskset -c "$(first_cpu)" "$program"
        equal "exit code of $program" 0 "$status"
        [[ $output =~ 1\ core,\ window ]]
    done
}

@test "the replay command runs whatever the folder is called" {
    folder="$BATS_TEST_TMPDIR/a \"b\" 'c' \$d"
    mkdir "$folder"
    cp "$build/bank_caught" "$build/bank_steps" "$folder/"
    run "$folder/bank_caught" --window=yield
    end=$(sed -n 's/^\(end balance: [-0-9]*\);.*/\1/p' <<<"$output")
    replay=$(sed -n 's/^replay: //p' <<<"$output")
    equal replayed "$end" "$(sh -c "$replay" | tail -n 1)"
}
