#!/usr/bin/env bats
# Tests of results/bench: what a run holds, and what the plan may say.

# shellcheck disable=SC2154 # here and tab are set by it
load fixture

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

@test "a run names no host, no user and no path" {
    plan 'cubes|C threads|1,2|1|1|inner|threads -w {x}'
    ROUNDS=3 results/bench
    run ! grep -rF -e "$PWD" -e "$(hostname)" results/latest/
    jq -e 'has("cpu") and .kernel and .cores_usable == 2 and has("governor") and has("python")' results/latest/env.json
}

@test "a run reads the same where numbers have a decimal comma" {
    printf '%s\n' LC_NUMERIC 'decimal_point ","' 'thousands_sep "."' 'grouping 3;3' 'END LC_NUMERIC' \
        LC_CTYPE 'copy "POSIX"' 'END LC_CTYPE' LC_COLLATE 'copy "POSIX"' 'END LC_COLLATE' >comma.src
    localedef -c -i comma.src -f ANSI_X3.4-1968 ./comma >/dev/null 2>&1 || true
    export LOCPATH=$PWD
    [ "$(LC_ALL=comma awk 'BEGIN { printf "%.1f", 0.5 }')" = 0,5 ] || skip "no locale with a comma could be made"
    plan 'cubes|C threads|1,2|1|1|inner|threads -w {x}' 'speedup|C threads|1|1|1|inner|threads -w {x} -n {n:1ms}'
    LC_ALL=comma ROUNDS=3 results/bench
    run ! grep -E '[0-9],[0-9]' results/latest/summary.tsv results/latest/runs.tsv
    jq -e '.cores_usable == 2 and .cache_line_round_trip_ns["0-1"] == 233.1' results/latest/env.json
    LC_ALL=comma results/summary >table
    results/summary | diff table -
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

@test "the summary of all rows of the plan fits 80 columns" {
    awk -f results/plan.awk -v mode=full results/plan.tsv |
        awk -F'\t' '{ print $1 "|" $2 "|" $3 "|1|5" }' | doctored wide
    run results/summary wide
    [ "$status" = 0 ]
    wide=$(awk 'length > 80' <<<"$output")
    echo "$wide" && [ -z "$wide" ]
    [[ $output == *"wrong in 6 of 6"* ]]
}
