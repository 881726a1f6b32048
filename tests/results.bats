#!/usr/bin/env bats
# Tests of results/ and plots/: on a copy of the tree, in a folder whose name
# has a space and a quote, with programs that only print made-up times.

setup() {
    bats_require_minimum_version 1.5.0
    here=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    tree="$BATS_TEST_TMPDIR/a b'c"
    mkdir -p "$tree/build" "$tree/benches/python" "$tree/path" "$tree/results" "$tree/plots"
    cp "$here"/results/{bench,env,check,summary,plan.tsv,*.sh,*.awk,*.jq} "$tree/results"
    cp "$here"/plots/{draw,*.gp,*.awk} "$tree/plots"
    for p in cpu_count pool_map memory threads processes file shared_memory \
        queue pipe bank_racy bank_locked bank_fixes; do
        cp "$here/tests/fake/program" "$tree/build/$p"
        cp "$here/tests/fake/program" "$tree/benches/python/$p.py"
    done
    mv "$tree/benches/python/queue.py" "$tree/benches/python/queue_fifo.py"
    cp "$here/tests/fake/program" "$tree/path/python3"
    PATH="$tree/path:$PATH"
    cd "$tree" || return
    unset BUILD ROUNDS BUDGET SEED LIMIT PLAN
    tab=$(printf '\t')
}

# How many unfinished folders are in there.
halves() {
    find "$1" -maxdepth 1 -name '.new*' | wc -l
}

# A plan of a few rows: a line an argument, columns parted by |.
plan() {
    printf '%s\n' "$@" | tr '|' '\t' >plan.tsv
    export PLAN=plan.tsv
}

# A run of our own making in results/NAME: rows on stdin, lesson|variant|x|ms.
# Every other execution is 5% off the median, so that there is a spread.
doctored() {
    mkdir -p "results/$1"
    tr '|' '\t' | awk -F'\t' '{
        for (i = 1; i <= 6; i++) {
            ns = int($4 * 1e6 * (1 + (i - 3.5) / 60)); total++
            e[i] = sprintf("{\"round\": %d, \"order\": %d, \"whole_ns\": %d, \"inner_ns\": %d, \"records\": [{\"result\": %d}]}",
                i, total, ns, ns, $5)
        }
        printf "%s{\"lesson\": \"%s\", \"variant\": \"%s\", \"x\": \"%s\", \"clock\": \"inner\", \"command\": \"-\", \"executions\": [",
            (NR > 1 ? "," : "{\"run\": \"made up\", \"rounds\": 6, \"left_out\": [], \"rows\": ["), $1, $2, $3
        for (i = 1; i <= 6; i++) printf "%s%s", (i > 1 ? "," : ""), e[i]
        printf "]}"
    } END { print "]}" }' >"results/$1/raw.json"
    for t in runs summary; do
        jq -r --arg table $t -f results/tables.jq "results/$1/raw.json" >"results/$1/$t.tsv"
    done
    echo "{\"cores_usable\": ${CORES_OF_RUN:-2}, \"cpu\": \"made up\"}" >"results/$1/env.json"
}

# The title that a picture gets from a doctored run.
title() { # run, picture
    (cd "$BATS_TEST_TMPDIR" && PICTURE=title CORES=${CORES_OF_RUN:-2} ROUNDS=6 FOOTER=- awk \
        -f "$tree/plots/lib.awk" -f "$tree/plots/$2.awk" "$tree/results/$1/summary.tsv" \
        "$tree/results/$1/runs.tsv" >/dev/null && sed -n 1p title.txt)
}

# --- bench ------------------------------------------------------------------

@test "every row runs once a round and every execution is kept" {
    plan 'cells|C|queue,pipe|1|1|whole|{x}' 'cubes|C threads|1,2|2|1|inner|threads -w {x}'
    ROUNDS=4 run results/bench
    [ "$status" = 0 ]
    [ "$(grep -vc '^[l#]' results/latest/runs.tsv)" = $((4 * (2 + 4))) ]
    # Row by round: once, or as often as the plan says.
    [ "$(grep '^cells' results/latest/runs.tsv | cut -f3,4 | sort | uniq -c | awk '$1 != 1' | wc -l)" = 0 ]
    [ "$(grep '^cubes' results/latest/runs.tsv | cut -f3,4 | sort | uniq -c | awk '$1 != 2' | wc -l)" = 0 ]
    # A round is over before the next begins.
    [ "$(grep -v '^[l#]' results/latest/runs.tsv | sort -t"$tab" -nk5 | cut -f4 | uniq)" = "$(seq 4)" ]
    jq -e '.rounds == 4 and (.rows | length) == 4' results/latest/raw.json
}

@test "the same seed gives the same order, another seed another" {
    plan 'cells|C|queue,pipe,file,memory,threads|1|1|whole|{x}'
    for i in 1 2 3; do
        SEED=$((7 + i / 3)) ROUNDS=3 results/bench
        grep -v '^[l#]' results/latest/runs.tsv | sort -t"$tab" -nk5 | cut -f3 >order.$i
    done
    cmp order.1 order.2
    run ! cmp -s order.1 order.3
}

@test "both clocks are kept, hyperfine's and the program's own" {
    plan 'cubes|C threads|2|1|1|inner|threads -w {x}'
    ROUNDS=3 results/bench
    awk -F'\t' '/^cubes/ { n++; if ($7 < 1e6 || $7 > 1.3e6 || $6 < 1e5 || $6 > 10e9) exit 1 }
        END { exit n != 3 }' results/latest/runs.tsv
    [ "$(awk -F'\t' '/^cubes/ { print $7 }' results/latest/runs.tsv | sort -n | sed -n 2p)" = \
        "$(awk -F'\t' '/^cubes/ { print $11 }' results/latest/summary.tsv)" ]
}

@test "the interval of the median is that of the order statistics" {
    for n in 5 6 10 31; do
        jq -n --argjson n $n '{rows: [{lesson: "a", variant: "b", x: "1", clock: "inner",
            executions: [range($n) | {round: ., order: ., whole_ns: (. + 1), inner_ns: (. + 1), records: []}]}]}' |
            jq -r --arg table summary -f results/tables.jq | awk -F'\t' 'NR == 2 { print $5, $7, $8, $9, $10 }'
    done >got
    # Le Boudec, table A.1: n = 6 has ranks 1, 6; 10 has 2, 9; 31 has 10, 22.
    printf '%s\n' '5 1 5 1 5' '6 1 6 1 6' '10 1 10 2 9' '31 1 31 10 22' | diff - got
}

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

@test "stopped by a signal it ends by that signal, at once, and keeps nothing half" {
    for signal in INT TERM; do
        FAKE_HANG='file' env --default-signal="$signal" results/bench 2>err 3>&- &
        pid=$!
        # file hangs in the warm-up; wait until it does.
        until pgrep -f 'sleep 617' >/dev/null && [ "$(halves results)" = 1 ]; do
            kill -0 $pid
            sleep 0.05
        done
        kill -s "$signal" $pid
        code=0; wait $pid || code=$?
        [ "$code" = $((128 + $(kill -l "$signal"))) ]
        [ "$(halves results)" = 0 ]
        [ ! -e results/latest ]
        [ "$(grep -c stopped err)" = 1 ]
        run ! pgrep -f 'sleep 617'
    done
    # Nobody measures on.
    exec 8>>results/.lock
    flock -n 8
}

@test "a second run at the same time is refused and names the first" {
    plan 'cells|C|queue|1|1|whole|{x}'
    exec 8>>results/.lock
    flock 8
    echo 4711 >results/.lock
    run results/bench
    [ "$status" = 1 ]
    [[ $output == *"process 4711"* ]]
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
    [ "$(awk 'NR == 2 { print $5 }' results/latest/summary.tsv)" = 5 ]
}

@test "a bad line of the plan is named and nothing runs" {
    while IFS= read -r line; do
        plan '# comment' "$line"
        run results/bench
        [ "$status" = 1 ]
        [[ $output == *"plan.tsv line 2: "* ]]
        [ ! -e results/latest ]
    done <<'PLAN'
cells|C|queue|1|1|whole
Cells|C|queue|1|1|whole|{x}
cells||queue|1|1|whole|{x}
cells|C|queue;id|1|1|whole|{x}
cells|C|queue|-1|1|whole|{x}
cells|C|queue|1|1e3|whole|{x}
cells|C|queue|1|1|wall|{x}
cells|C|queue|1|1|whole|{x}; touch pwned
cells|C|queue|1|1|whole|$(touch pwned)
cells|C|queue,queue|1|1|whole|{x}
PLAN
    [ ! -e pwned ]
}

@test "bad values of the variables are refused by name" {
    for bad in ROUNDS=0 ROUNDS=x BUDGET=1e3 BUDGET=-1 SEED=a LIMIT=; do
        [ "$bad" != LIMIT= ] || bad=LIMIT=0
        run env "$bad" results/bench
        [ "$status" = 1 ]
        [[ $output == *"${bad%%=*}='${bad#*=}'"* ]]
    done
}

@test "a run names no host, no user and no path, and reads the same in any locale" {
    plan 'cubes|C threads|1,2|1|1|inner|threads -w {x}'
    LC_ALL=de_DE.UTF-8 ROUNDS=3 results/bench
    run ! grep -rF -e "$PWD" -e "$(hostname)" results/latest/
    jq -e 'has("cpu") and .kernel and .cores_usable == 2 and has("governor") and has("python")' results/latest/env.json
    run ! grep -E '[0-9],[0-9]' results/latest/summary.tsv
}

@test "the plan as shipped is in order, and each lesson has its picture" {
    awk -f results/plan.awk -v mode=full results/plan.tsv >rows
    awk -f results/plan.awk -v mode=quick results/plan.tsv >quick
    [ "$(wc -l <rows)" -gt "$(wc -l <quick)" ]
    while read -r lesson; do
        [ -e "plots/$lesson.gp" ] && [ -e "plots/$lesson.awk" ]
    done < <(cut -f1 rows | sort -u)
    while read -r file; do
        [ -n "$(find "$here/benches" -name "${file#*/}" -o -name "${file#*/}.c")" ]
    done < <(cut -f6 rows | sort -u)
}

@test "the summary fits 80 columns" {
    ROUNDS=3 results/bench --quick
    run results/summary
    [ "$status" = 0 ]
    [ "$(awk 'length > 80' <<<"$output")" = "" ]
    [[ $output == *"wrong in 6 of 6"* ]]
}

# --- draw -------------------------------------------------------------------

@test "a run that is not whole is refused by name, and earlier pictures stay" {
    doctored good <<<'chunks|C|1|6
chunks|C|10000|10'
    plots/draw good
    before=$(cat plots/latest/* | cksum)
    damage() { # file, how
        rm -rf results/bad && cp -r results/good results/bad
        sh -c "$2" <"results/good/$1" >"results/bad/$1"
        run plots/draw bad
        [ "$status" = 1 ]
        [[ $output == *"bad/$1: "* ]]
        [ "$(cat plots/latest/* | cksum)" = "$before" ]
        [ "$(halves plots)" = 0 ]
    }
    damage summary.tsv 'head -n 2'           # cut off at a line's end
    damage summary.tsv 'head -c 200'         # cut off in a line
    damage summary.tsv 'sed 2d'              # a line missing
    damage summary.tsv 'sed "s/\t6000000/\tnan/"'
    damage summary.tsv 'sed "s/\t6000000/\t6,0/"'
    damage summary.tsv 'cat; echo more'
    damage summary.tsv 'head -c 0'
    damage runs.tsv 'head -n 3'
    damage raw.json 'head -c 100'
    damage raw.json 'head -c 0'
    damage env.json 'echo "[]"'
    rm results/bad/runs.tsv && cp results/good/env.json results/bad/
    run plots/draw bad
    [ "$status" = 1 ]
    [[ $output == *"bad/runs.tsv: missing"* ]]
    run plots/draw no_such_run
    [ "$status" = 1 ]
    [[ $output == *"no_such_run: no such run"* ]]
}

@test "hostile text from the machine or the plan is drawn as text" {
    evil="'; system(\"touch pwned\") \`touch pwned\` @small <script>x</script> \\\\ %s {/=9 a_b}"
    doctored evil <<<'balances|C racy|-|1|5'
    jq -n --arg cpu "$evil" '{cpu: $cpu, cores_usable: 2}' >results/evil/env.json
    evil="$evil" awk -F'\t' -v OFS='\t' '$1 == "balances" { $2 = ENVIRON["evil"] } 1' \
        results/evil/runs.tsv >new && mv new results/evil/runs.tsv
    plots/draw evil
    [ -z "$(find . "$BATS_TEST_TMPDIR" -name 'pwned*')" ]
    grep -q "&lt;script" plots/latest/balances.svg
    run ! grep -q '<script>' plots/latest/balances.svg
    # Once as the machine in the footer, once as the variant at the axis.
    [ "$(grep -cF 'system("touch' plots/latest/balances.svg)" = 2 ]
}

@test "no text leaves the string that gnuplot reads it in" {
    LC_ALL=C awk -v seed=47 'BEGIN {
        srand(seed); n = split("\047 \047 \" \\ ; @ ` $ % { } ( ) [ < & | # ! ^ _ ~ . , a b n x", c, " ")
        for (i = 0; i < 3000; i++) {
            s = c[i % n + 1]
            for (j = rand() * 12; j > 0; j--) s = s c[1 + int(rand() * n)]
            print s
        } }' >texts
    sed '/^FILENAME/,$d' plots/lib.awk >lib.awk # without what reads a run
    cat >print.awk <<'AWK'
FNR > 0 { printf "a = %s\nprint a\n", quoted($0) }
AWK
    sed -i '/^FNR == 1/d' lib.awk
    awk -f lib.awk -f print.awk texts >texts.gp
    gnuplot texts.gp 2>printed
    diff texts printed
}

@test "a run without Python, or of one lesson, is drawn as far as it goes" {
    plan 'cells|C|queue,pipe,bank_racy|1|1|whole|{x}' \
        'cubes|C threads|1,2,4,6|1|1|inner|threads -w {x}'
    ROUNDS=3 results/bench
    run plots/draw
    [ "$status" = 0 ]
    [[ $output == *"too few rows in this run: balances"* ]]
    for picture in cells cubes; do
        [ -s "plots/latest/$picture.png" ]
        [ -s "plots/latest/$picture-dark.svg" ]
    done
    [ ! -e plots/latest/messages.svg ]
    # Underscores stay, and are no subscripts.
    grep -q 'bank_racy' plots/latest/cells.svg
}

@test "every picture of a whole run is drawn three times, 1920 by 1080" {
    ROUNDS=3 results/bench
    plots/draw latest out
    for gp in plots/*.gp; do
        name=$(basename "$gp" .gp)
        [ "$name" = theme ] && continue
        [ -s "out/$name.svg" ] && [ -s "out/$name-dark.svg" ]
        # Width and height stand at byte 16 of a PNG.
        [ "$(od -An -tx1 -j16 -N8 "out/$name.png" | tr -d ' ')" = 0000078000000438 ]
        run ! grep -qi 'error\|warning' "out/$name.svg"
    done
}

# --- findings: the title says what the data say -------------------------------

cubes() { # C threads, C under GIL, Python threads: how much six take of one's time
    doctored "$4" <<<"cubes|C threads|1|1
cubes|C threads|6|$1
cubes|C threads, GIL|1|1
cubes|C threads, GIL|6|$2
cubes|Python threads|1|65
cubes|Python threads|6|$(awk "BEGIN { print 65 * $3 }")"
}

@test "cubes: Python's threads take turns, or run at once where there is no GIL" {
    cubes 3 6 6 gil
    [ "$(title gil cubes)" = "Python's threads take turns: six need 6.0 times one's time, C's 3.0 times on 2 cores" ]
    cubes 3 6 3.2 free
    [ "$(title free cubes)" = "Python's threads run at once here: six need 3.2 times one's time, C's 3.0 times on 2 cores" ]
    cubes 5.5 6 6 busy
    [ "$(title busy cubes)" = "No threads scaled here: six need 6.0 times one's time in Python, 5.5 in C, on 2 cores" ]
    CORES_OF_RUN=1 cubes 6 6 6 one
    [ "$(CORES_OF_RUN=1 title one cubes)" = "On one core all take turns: six threads need 6.0 times one's time in Python, 6.0 in C" ]
}

@test "cells: C ends sooner in all, in some or in none" {
    doctored all <<<'cells|C|queue|1
cells|C|pipe|2
cells|Python|queue|20
cells|Python|pipe|80'
    [ "$(title all cells)" = "Every cell ends sooner in C than in Python: 20 to 40 times as fast" ]
    doctored some <<<'cells|C|queue|30
cells|C|pipe|2
cells|Python|queue|20
cells|Python|pipe|80'
    [ "$(title some cells)" = "C is faster than Python in 1 of 2 cells, but not in queue" ]
    doctored none <<<'cells|C|queue|30
cells|Python|queue|20'
    [ "$(title none cells)" = "Here C is not faster than Python in any cell" ]
}

speedup() { # run, and what six workers take of one's time: C threads, GIL, C processes
    doctored "$1" <<<"speedup|C threads|1|30
speedup|C threads|6|$2
speedup|C threads, GIL|1|30
speedup|C threads, GIL|6|$3
speedup|C processes|1|30
speedup|C processes|6|$4"
}

@test "speedup: up to the cores, only in part, or not at all" {
    speedup usual 90 180 91
    [ "$(title usual speedup)" = "Workers pay up to the core count (2), unless a GIL makes them take turns" ]
    speedup odd 90 180 130
    [ "$(title odd speedup)" = "Six workers on 2 cores: C threads use them, C processes (1.4) only in part, C threads, GIL gains nothing" ]
    CORES_OF_RUN=1 speedup one 180 180 180
    [ "$(CORES_OF_RUN=1 title one speedup)" = "On one core no number of workers gets more done than one" ]
}

crossing() { # run, threads at a million, processes at a million, both at 10 million
    doctored "$1" <<<"crossing|one thread|100000000|100
crossing|threads|1000000|$2
crossing|threads|10000000|$4
crossing|threads|100000000|101
crossing|processes|1000000|$3
crossing|processes|10000000|$4
crossing|processes|100000000|102"
}

@test "crossing: who wins at a million cubes, and from where on both scale" {
    crossing usual 1.1 2 10.5
    [ "$(title usual crossing)" = "At the notebook's million cubes threads beat processes (speed-up 1.8 and 1.0); both use two cores fully from 10 ms of work a worker" ]
    crossing turned 2 1.1 15
    [ "$(title turned crossing)" = "At the notebook's million cubes processes beat threads (speed-up 1.0 and 1.8); both use two cores fully from 100 ms of work a worker" ]
    CORES_OF_RUN=1 crossing one 2 2 20
    [ "$(CORES_OF_RUN=1 title one crossing)" = "On one core two workers are never faster than one" ]
}

@test "chunks: what small and large ones cost" {
    doctored usual <<<'chunks|C|1|6
chunks|C|100|5
chunks|C|10000|10
chunks|Python|1|300
chunks|Python|100|15
chunks|Python|10000|25'
    [ "$(title usual chunks)" = "Chunks of one task cost Python 20 times the best chunk's time, C 1.2; one chunk for all leaves a worker idle" ]
    doctored flat <<<'chunks|C|1|5
chunks|C|10000|5'
    [ "$(title flat chunks)" = "Chunks of one task cost C 1.0 times the best chunk's time; one chunk for all is no slower here" ]
}

@test "messages: which way is cheap, which dear, and when it begins to matter" {
    doctored usual <<<'messages|C shared memory|10|0.2
messages|C shared memory|1000|0.2
messages|C shared memory|100000|0.6
messages|C pipe|10|0.2
messages|C pipe|1000|0.3
messages|C pipe|100000|45'
    [ "$(title usual messages)" = "Up to 1000 numbers the child's start is the price; then one costs 4 ns through shared memory, 452 ns through pipe" ]
    doctored other <<<'messages|C queue|10|0.2
messages|C queue|1000|2
messages|C pipe|10|0.2
messages|C pipe|1000|0.3'
    [[ $(title other messages) == *"through pipe, "*"through queue" ]]
}

balances() { # run, racy balance, locked balance
    doctored "$1" <<<"balances|C racy|-|1|$2
balances|C locked|-|1|$3"
}

@test "balances: lost without a lock, nothing lost this time, or the lock is broken" {
    balances lost 12 0
    [ "$(title lost balances)" = "Without the lock 6 of 6 runs end wrong, with it none of 6" ]
    balances luck 0 0
    [[ $(title luck balances) == "No run lost money this time"* ]]
    balances broken 12 1
    [[ $(title broken balances) == "Something is broken"* ]]
}
