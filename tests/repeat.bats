#!/usr/bin/env bats
# Tests of results/repeat.
# shellcheck disable=SC2016,SC2088,SC2154  # text as it stands

load compare

forty_rows() { # run, factor of all, factor of the threes
    for i in $(seq 20); do
        echo "cubes|C|$i|$(awk "BEGIN { print $i * $2 }")"
        echo "cubes|Python|$i|$(awk "BEGIN { print $i * 5 * $2 * ($i % 3 ? 1 : $3) }")"
    done | doctored "$1"
}

@test "repeat: a drift that hits all alike is none of the ratios'" {
    forty_rows a 1 1
    forty_rows b 1.5 1
    run results/repeat a b
    [ "$status" = 0 ]
    [[ $output == *"0 of 39 ratios (0.0%) differ by more than their interval; 5% may: holds."* ]]
    [[ $output == *"Some have only 6 rounds: least to most is a 97% interval"* ]]
    [[ $output == *"Half of the intervals are wider than +-0%, "* ]]
    [[ $output == *"Of the medians themselves 40 of 40 (100.0%) moved"* ]]
    [ "$(awk 'NR > 2 { exit } NR == 2 { print $4, $7 }' FS='\t' results/repeat-*/repeat.tsv)" = "- -" ]
}

@test "repeat: ratios that moved are named, and more than 5% of them fail" {
    forty_rows a 1 1
    forty_rows b 1.5 1.3
    run results/repeat a b
    [ "$status" = 1 ]
    [[ $output =~ 'cubes, Python, 3 '.*' 5.00    6.50   1.30 (1.' ]]
    [[ $output == *"6 of 39 ratios (15.4%)"*"does not hold"* ]]
}

@test "repeat: measures twice in a row and judges" {
    plan 'cells|C|queue,pipe,file|1|1|whole|{x}' 'cubes|C threads|1,2|1|1|inner|threads -w {x}' \
        'cubes|C processes|1,2|1|1|inner|processes -w {x}'
    ROUNDS=8 run results/repeat
    [ "$(find results -maxdepth 1 -name '2*' | wc -l)" = 2 ]
    [[ $output =~ ' of 5 ratios ('.*'%) differ by more than their interval; 5% may: ' ]]
    [[ $output != *"rounds: least to most"* ]]
    grep -q ' ratios ' results/repeat-*/table.txt
}
