#!/usr/bin/env bats
# What holds for programs holds for scripts: bad numbers, a stdout that takes nothing,
# the settings of whoever calls them.

# shellcheck disable=SC2154,SC2016  # helper; text that no shell may run
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$root"
    export BUILD=$build ROUNDS=1 AUTO=1 TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
}

# ends WHAT EXIT-CODE LINES: of run --separate-stderr
ends() {
    equal "$1: exit code" "$2" "$status"
    equal "$1: lines of stderr" "$3" "${#stderr_lines[@]}"
}

@test "a script's stdout is full, closed or unread: a line and exit 1, or SIGPIPE's death" {
    for command in 'results/summary sample' results/env 'results/env --table' results/distances \
        plots/readme-table 'plots/show sample cells' 'benches/tour/why queue' \
        'benches/tour/demo cpu_count' 'benches/race/class/race-window --csv' \
        benches/race/class/diff-bank benches/race/class/race; do
        run --separate-stderr bash -c "$command >/dev/full"
        ends "$command, full" 1 1
        run --separate-stderr bash -c "$command >&-"
        ends "$command, closed" 1 1
        run --separate-stderr bash -c "$command > >(exec sleep 0)"
        [[ $status = 0 || $status = 141 ]] || ends "$command, unread" 1 1
        equal "$command: temporary files" "" "$(ls -A "$TMPDIR")"
    done
}

@test "each number that a script takes is refused when it is none, by name, in a line" {
    marker=$BATS_TEST_TMPDIR/ran
    bad=(x -1 0 +5 1e3 0x10 5abc ' 5' '5 ' '1,5' nan 9223372036854775808 "$(printf '7%.0s' {1..400})"
        $'\xd9\xa3' $'\xff' '%n' "a[\$(touch $marker)]" "\$(touch $marker)" "';touch $marker;'")
    tried=0
    while read -r name command; do
        for text in "${bad[@]}"; do
            [ "$name$text" != SEED0 ] || continue
            if [ "$name" = - ]; then
                run timeout 60 bash -c "$command" sh "$text"
            else
                run timeout 60 env "$name=$text" bash -c "$command"
            fi
            [[ $status = [12] && ${#lines[@]} = 1 ]] || { echo "$name='$text' $command: $status $output" && return 1; }
            [[ $output == *"'$text'"* || $text == *$'\xff'* || ${#text} = 400 ]] || { echo "not named: $output" && return 1; }
            tried=$((tried + 1))
        done
    done <<'TABLE'
ROUNDS results/bench
BUDGET results/bench
LIMIT results/bench
SEED results/bench
ROUNDS results/bench-lib
ROUNDS results/race
ROUNDS benches/race/class/race-window
ROUNDS benches/tour/gil
HANG benches/tour/crash
- tests/race/matrix "$1"
- tests/torture/run "$1" 5
- tests/torture/run 5 "$1"
- tests/torture/signals "$1"
- tests/torture/signals 5 "$1"
- tests/torture/targets "$1"
- tests/fuzz/run . "$1"
- tests/fuzz/run . 5 "$1"
TABLE
    [ ! -e "$marker" ]
    echo "# $tried cases" >&3
}

@test "text in a variable of make's is never run" {
    marker=$BATS_TEST_TMPDIR/ran
    for text in "\$(touch $marker)" "'; touch $marker; '" "\"; touch $marker; \"" "\`touch $marker\`"; do
        for call in 'show RUN LESSON' 'race-window ROUNDS' 'race-matrix ROUNDS' 'torture SEED' \
            'why CELL' 'new NAME' 'compare RUNS' 'share RUN'; do
            read -r target names <<<"$call"
            for name in $names; do
                run env "$name=$text" make -s "$target"
                [ "$status" = 2 ]
            done
        done
    done
    [ ! -e "$marker" ]
}

# fake TOOL VERSION EXIT-CODE: it says this of itself, and does nothing but fail
fake() {
    printf '#!/bin/sh\n[ "$1" != --version ] || { echo "%s" && exit; }\necho "%s: it hurts" >&2\nexit %d\n' \
        "$2" "$1" "$3" >"$1" && chmod +x "$1"
}

@test "gnuplot or jq is too old, or fails: a line names it, and the pictures stay" {
    for tool in gnuplot jq; do
        command -v $tool >/dev/null || skip "$tool is missing"
    done
    folder=$BATS_TEST_TMPDIR/site
    plots/draw sample "$folder"
    before=$(cat "$folder"/* | cksum)
    cd "$BATS_TEST_TMPDIR"
    while IFS='|' read -r tool version line; do
        rm -f gnuplot jq
        fake "$tool" "$version" 3
        PATH=$PWD:$PATH run --separate-stderr "$root/plots/draw" sample "$folder"
        ends "$version" 1 1
        [[ $stderr == *"$line"* ]]
        equal "pictures" "$before" "$(cat "$folder"/* | cksum)"
    done <<'TOOLS'
gnuplot|gnuplot 5.2 patchlevel 8|gnuplot 5.4 or later (Debian package gnuplot-nox; this is 5.2)
jq|jq-1.5|jq 1.6 or later (Debian package jq; this is jq-1.5)
gnuplot|gnuplot 5.4 patchlevel 4|gnuplot failed: gnuplot: it hurts
jq|jq-1.6|env.json: missing or not JSON
TOOLS
}

@test "what gnuplot and the shell are told elsewhere changes nothing" {
    command -v gnuplot >/dev/null || skip "gnuplot is missing"
    cd "$BATS_TEST_TMPDIR" && mkdir -p home elsewhere/{plots,results,benches/{tour,race}}
    echo 'set title "MINE"; set key on; set linetype 1 linewidth 9' >home/.gnuplot
    run "$root/plots/show" sample cells
    expected=$output
    HOME=$BATS_TEST_TMPDIR/home run "$root/plots/show" sample cells
    equal "drawn by a user with settings" "$expected" "$output"
    cd "$root"
    run make -s why CELL=queue
    expected=$output
    CDPATH=$BATS_TEST_TMPDIR/elsewhere run make -s why CELL=queue
    equal "with a CDPATH" "$expected" "$output"
}
