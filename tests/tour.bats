#!/usr/bin/env bats
# make demo: what it shows without a terminal, and that its words are whole.

# shellcheck disable=SC2030,SC2031,SC2154,SC2317  # bats; helper.bash sets these
bats_require_minimum_version 1.5.0
load helper
load tour/frame

# answer LESSON: what the last played tour says its answer is
answer() {
    awk -v title="^$1 - " '
        /  [0-9]+ of [0-9]+$/ { inside = $0 ~ title }
        inside && /^  It is / { sub(/^  It is /, ""); sub(/\.$/, ""); print }
    ' played
}

@test "demo: without a terminal all lessons are played, each on a screen" {
    "$tour/demo" </dev/null >played
    count=$(asked | wc -l)
    equal titles "$(seq 1 "$count" | sed "s/\$/ of $count/")" \
        "$(grep -oE '  [0-9]+ of [0-9]+$' played | sed 's/^ *//')"
    equal "wide lines" "" "$(awk 'length > 80' played)"
    equal "escapes" "" "$(tr -d ' -~\n' <played)"
    equal "high screens" "" "$(awk -v end=" of $count\$" '
        $0 ~ end { if (n > 24) print title, n; n = 0; title = $0 } { n++ }
        END { if (n > 24) print title, n }' played)"
    run ! grep -n 'exit code' played
    # Chance has no say in these.
    equal "answers" "$("$build/cpu_count" -q | sed 's/ .*//') 25 1 3.14 81 81 81 0 -1 20 7 0 0" \
        "$(for name in cpu_count pool_map memory shared_memory file queue pipe \
            bank_locked steps orders crash_map crash_lock crash_put; do
            answer $name
        done | tr '\n' ' ' | sed 's/ $//')"
    # And nearly none in these, of which one may fail to happen.
    for name in threads processes bank_racy caught window fixes deleted private \
        cancel overdraft transfer; do
        [ "$(answer $name)" ] || echo "no answer: $name"
    done >without
    [ "$(wc -l <without)" -le 1 ] || equal without "" "$(cat without)"
}

@test "demo: begins where CELL says; what is no lesson is refused in a line" {
    "$tour/demo" crash_put </dev/null >played
    equal title "crash_put - What does a producer killed in put cost?" \
        "$(sed -n '1s/  .*//p' played)"
    equal titles "$(asked | sed -n '/^crash_put$/,$p' | wc -l)" \
        "$(grep -cE "  [0-9]+ of [0-9]+\$" played)"
    run "$tour/demo" quue </dev/null
    equal "exit code" 2 "$status"
    equal lines 1 "${#lines[@]}"
    [[ $output == "demo: no lesson 'quue'; there are: cpu_count pool_map "* ]]
    mkdir empty
    BUILD=empty run "$tour/demo" </dev/null
    equal "exit code" 1 "$status"
    equal output "demo: no cpu_count in empty: 'make demo' builds it" "$output"
}

@test "demo: whoever reads it goes away: nothing stays" {
    mkdir tmp
    TMPDIR=$PWD/tmp env --default-signal=PIPE "$tour/demo" 2>/dev/null </dev/null | head -n 1
    wait_until is_empty tmp
}

@test "demo: a program that fails is told, and the tour goes on, exit 1" {
    mkdir fake && ln -s "$build"/* fake/ && rm fake/crash_map
    printf '#!/bin/sh\necho broken; exit 7\n' >fake/crash_map
    chmod +x fake/crash_map
    BUILD=fake run "$tour/demo" crash_map </dev/null
    equal "exit code" 1 "$status"
    [[ $output == *"    broken"*"It ended with exit code 7."*"It is 0."* ]]
}

@test "demo: the number is found in the text, and how far a guess was off" {
    far() { awk -f "$tour/numbers.awk" -v came="$1" -v guess="$2" </dev/null; }
    equal none "It is 4." "$(far 4 '')"
    equal exact "It is 4: exactly your guess." "$(far 4 4)"
    equal near "It is 4: your guess, 6, is 2 too much." "$(far 4 6)"
    equal less "It is 0: your guess, -7, is 7 too little." "$(far 0 -7)"
    equal far "It is 0.05: your guess, 10, is 200 times too much." "$(far 0.05 10)"
    equal under "It is 900: your guess, 9, is 100 times too little." "$(far 900 9)"
    equal "no number" "It is 4: your guess, 0, is 4 too little." "$(far 4 -)"
    found() { ANSWER=$1 awk -f "$tour/numbers.awk"; }
    equal time "1 3723.5" "$(echo 'time taken: 1:02:03.500000' | found '^time .*')"
    equal last "3 -8" "$(printf '%s\n' 'end 1' x 'end 2, -8' | found '^end .*')"
    equal matched "1 7" "$(echo 'lost, 7 of 8 came' | found 'lost, [0-9]+')"
    equal nothing "" "$(echo 'nothing' | found '^end .*')"
}

@test "demo: output is cut to fit, and the line asked for stays" {
    cut() { awk -f "$tour/cut.awk" -v rows=5 -v line="$1"; }
    equal all "    a" "$(echo a | cut 1)"
    equal first "$(printf '    %s\n' 1 2 3 4 '... (4 more)')" "$(seq 8 | cut 2)"
    equal later "$(printf '    %s\n' 1 2 3 '... (3 more)' 7)" "$(seq 8 | cut 7)"
    equal wide 80 "$(printf '%090d\n' 0 | cut 1 | awk '{ print length }')"
    equal control "    a?[31mb" "$(printf 'a\033[31mb\n' | cut 1)"
}

@test "lessons: each question fits, and has its program, answer and reason" {
    awk -v RS= '!/^#/ && /\nask: /' "$lessons" >paragraphs
    [ "$(grep -c '^ask: ' paragraphs)" -ge 11 ]
    for field in run answer because question see programs; do
        equal "$field" "$(grep -c '^ask: ' paragraphs)" "$(grep -c "^$field: " paragraphs)"
    done
    equal "long questions" "" "$(sed -n 's/^ask: //p' paragraphs | awk 'length > 76')"
    equal "cells without a question" "" "$(comm -23 \
        <(awk '/^lesson: / { n = $2 } /^cell: / { print n }' "$lessons" | sort) \
        <(asked | sort))"
    while read -r file; do
        [ -e "$root/$file" ] || equal "a program" "$file" missing
    done < <(sed -n 's/^programs: //p' "$lessons" | tr ' ' '\n')
}

@test "programs: each --help ends with two experiments and the sibling" {
    for file in "$root"/benches/{,race/,measure/}*.c; do
        name=$(basename "$file" .c)
        run "$build/$name" --help
        equal "exit code of $name" 0 "$status"
        tail=$(awk '/^Try: / { on = 1 } on' <<<"$output")
        matches "the end of $name --help" \
            $'Try: [^\n]+(\n      ?[^\n]+)*\n     [^ \n][^\n]*(\n      [^\n]+)*\nCompare: [^\n]+(\n +[^\n]+)*' \
            "$tail"
        # The sibling is a program, a cell in Python or a test.
        sibling=$(sed -n 's/^Compare: \([a-z_0-9]*\).*/\1/p' <<<"$tail")
        [ -x "$build/$sibling" ] || equal "sibling of $name" "a program" "$sibling"
    done
}
