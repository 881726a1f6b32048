#!/usr/bin/env bats
# make show: the pictures in letters.
# shellcheck disable=SC2030,SC2031,SC2154  # fixture.bash

load fixture
eval "$(declare -f setup | sed '1s/setup/fixture/')"

setup_file() {
    export BATS_TEST_TIMEOUT=300
}

setup() {
    fixture
    cp -r "$here/plots/race" plots
    mkdir -p benches && cp "$here/benches/lessons.txt" benches
    cp -r "$here"/results/sample "$here"/results/sample-race results
    ln -s sample results/latest
    ln -s sample-race results/latest-race
    unset NO_COLOR
}

# In a terminal of its own; what it is typed is on stdin.
in_terminal() { # size, command
    script -qec "stty rows ${1#*x} cols ${1%x*}; $2" /dev/null
}

@test "on a pipe all pictures follow each other, in 80 columns, without colour" {
    run plots/show
    [ "$status" = 0 ]
    plots/draw latest out
    plots/draw latest-race out-race
    for text in out/*.txt out-race/*.txt; do
        first=$(head -n 1 "$text" | fold -s -w 80 | sed -n '1s/ *$//p')
        grep -qxF -- "$first" <<<"$output"
    done
    [ -z "$(LC_ALL=C.UTF-8 awk 'length > 80' <<<"$(sed 's/[^ -~]/x/g' <<<"$output")")" ]
    run ! grep -q "$(printf '[\033\f]')" <<<"$output"
}

@test "each series has its letter in the plot and beside its name" {
    run plots/show sample cubes
    for letter in 'G C threads' 'I C threads, GIL' 'E C processes' 'M Python threads' 'K Python processes'; do
        [[ $output == *"$letter"* ]]
        # One point of the four at least, whatever others stand on the rest.
        grep -q "^[^A-Z]*|.*${letter%% *}" <<<"$(sed '1,4d; s/ [A-Z] .*//' <<<"$output")"
    done
    # No name hides another: each stands in a line of its own.
    for name in 'C threads  ' 'C threads, GIL' 'C processes' 'Python threads' 'Python processes' 'notebook, threads' 'notebook, processes'; do
        [ "$(grep -c -- "$name" <<<"$output")" -ge 1 ]
    done
}

@test "a line for each fix, each cell and each lane" {
    run plots/show sample fixes
    for fix in $(awk -F'\t' '$1 == "fixes" { print $3 }' results/sample/summary.tsv | sort -u); do
        grep -q "^ *$fix |" <<<"$output"
    done
    for picture in cells clocks; do
        run plots/show sample $picture
        for cell in $(awk -F'\t' '$1 == "cells" { print $3 }' results/sample/summary.tsv | sort -u); do
            grep -q "^ *$cell |" <<<"$output"
        done
    done
}

@test "one picture by its own name, or by its lesson's" {
    run plots/show '' caught
    [ "$status" = 0 ]
    [[ $output == *"updates lost within"* ]]
    plots/show sample chunks >chunks
    [ "$(plots/show sample pool_map)" = "$(cat chunks)" ]
    for bad in nothing '../x' "a'b"; do
        run plots/show sample "$bad"
        [ "$status" = 1 ]
        [[ $output == *"'$bad'"* ]]
        [ "$(wc -l <<<"$output")" = 1 ]
    done
    run plots/show sample caught
    [ "$status" = 1 ]
    [[ $output == *"no rows for caught in sample"* ]]
}

@test "no run, and no gnuplot, are said in a line" {
    rm results/latest results/latest-race
    run plots/show
    [ "$status" = 1 ]
    [[ $output == *"no run to show; 'make bench' makes one" ]]
    mkdir bin
    ln -s /usr/bin/* bin/ && rm -f bin/gnuplot
    PATH="$PWD/bin" run plots/show sample
    [ "$status" = 1 ]
    [[ $output == *"gnuplot (Debian package gnuplot-nox, version 5.4 or later)"* ]]
}

@test "on a terminal: its size, in colour, any key shows the next, q ends" {
    printf ' q' | in_terminal 100x30 "plots/show sample" >shown
    # Two pictures of eight, and the end.
    [ "$(grep -c 'q: the end' shown)" = 2 ]
    [ "$(grep -c "$(printf '\033')\[38;5;" shown)" -gt 20 ]
    plain=$(sed "s/$(printf '\033')\[[0-9;]*[mK]//g; s/\r//g; s/-- any key.* -- //" shown)
    [ "$(LC_ALL=C awk '{ gsub(/[\200-\277]/, "") } length > 100' <<<"$plain")" = "" ]
    grep -q '^.\{85,\}' <<<"$plain"
}

@test "on a terminal NO_COLOR is heard" {
    printf 'q' | NO_COLOR=1 in_terminal 80x24 "plots/show sample" >shown
    run ! grep -q "$(printf '\033')\[[0-9;]*m" shown
    [ "$(grep -c 'q: the end' shown)" = 1 ]
}
