#!/usr/bin/env bats
# Every picture, whatever the data: found by listing plots/*.awk, so that a new
# one is tested as soon as it is there.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154  # fixture.bash, words.sh

load fixture
eval "$(declare -f setup | sed '1s/setup/fixture/')"

# One run with made-up times, for all tests to doctor.
setup_file() {
    export BATS_TEST_TIMEOUT=600
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR fixture
    ROUNDS=2 BUDGET=600 results/bench 2>"$BATS_FILE_TMPDIR/bench.log"
    cp -rL results/latest "$BATS_FILE_TMPDIR/base"
    cp -r "$here/results/sample-race" "$BATS_FILE_TMPDIR/race"
}

setup() {
    fixture
    cp -r "$here/plots/race" plots
    mkdir -p benches && cp "$here/benches/lessons.txt" benches
    cp -r "$BATS_FILE_TMPDIR/base" "$BATS_FILE_TMPDIR/race" results
}

names() { # folder
    for f in "$1"/*.awk; do
        [ "${f##*/}" = lib.awk ] || basename "$f" .awk
    done
}

# A run with the rows that a jq filter has changed: base -> results/RUN
doctor() { # run, filter on a row
    mkdir -p "results/$1"
    jq -c ".rows |= map($2)" results/base/raw.json >"results/$1/raw.json"
    cp results/base/env.json "results/$1"
    for t in runs summary; do
        jq -r --arg table $t -f results/tables.jq "results/$1/raw.json" >"results/$1/$t.tsv"
    done
}

# The times of some rows, by a factor.
times() { # lesson, test of variant and x, factor
    printf 'if .lesson == "%s" and (%s) then .executions |= map(.whole_ns |= (. * %s | floor) | .inner_ns |= (. * %s | floor)) else . end' \
        "$1" "$2" "$3" "$3"
}

# The results of some rows.
results_of() { # lesson, test, expression of the old one
    printf 'if .lesson == "%s" and (%s) then .executions |= map(.records[0].result |= (%s)) else . end' "$1" "$2" "$3"
}

# The race's run, with one table changed by awk.
doctor_race() { # run, table, awk program
    cp -r results/race "results/$1"
    awk -F'\t' -v OFS='\t' "NR == 1 { print; next } $3 { print }" "results/race/$2.tsv" >"results/$1/$2.tsv"
}

# Turn what picture NAME finds: results/NAME; and what its title then says.
reverse() { # name
    case $1 in
    balances) says='No run lost money' && doctor "$1" "$(results_of balances '.variant | test("racy")' 0)" ;;
    cells) says='C is not faster' && doctor "$1" "$(times cells '.variant == "Python"' 0.001)" ;;
    chunks) says='no slower here' && doctor "$1" "$(times chunks '.x == "10000"' 0.4)" ;;
    clocks) says='misses more in C' && doctor "$1" 'if .lesson == "cells" and .variant == "C" then .executions |= map(.whole_ns += 9e9) else . end' ;;
    crossing) says='processes beat threads' && doctor "$1" "$(times crossing '.variant == "threads" and .x == "1000000"' 9)" ;;
    cubes) says='run at once' && doctor "$1" "$(times cubes '.variant == "Python threads" and .x == "6"' 0.3)" ;;
    fixes) says='Something is broken: mutex' && doctor "$1" "$(results_of fixes '.x == "mutex"' '"1 of 2"')" ;;
    messages) says='through queue, .* through shared memory' && doctor "$1" "$(times messages '.variant == "C shared memory" and .x == "100000"' 900)" ;;
    sizes) says='from the first byte' && doctor "$1" "$(times sizes '.variant == "queue" and .x == "64"' 90)" ;;
    speedup) says='times as C threads$' && doctor "$1" "$(times speedup '.variant == "C threads" and .x == "6"' 3)" ;;
    start) says='about the same whatever' && doctor "$1" 'if .lesson == "start" then .executions |= map(.inner_ns = 5e5) else . end' ;;
    caught) says='^6 of 6' && doctor_race "$1" caught '{ $8 = $4 == "write" ? "true" : "false" }' ;;
    orders) says='much as all orders do' && doctor_race "$1" orders '{ $4 = $3 }' ;;
    window) says='Most runs lost nothing' && doctor_race "$1" window '{ $4 = 0 }' ;;
    *)
        echo "no way to turn the finding of $1 yet: add one here"
        return 1
        ;;
    esac
}

# What is wrong with the words and the text of the pictures in a folder.
faults() { # folder
    for words in "$1"/*.words; do
        name=$(basename "$words" .words)
        # Two lines each at most; more than that is cut, and the sample's is not.
        [ "$(grep -c '^subtitle = ' "$words")" = 1 ] || echo "$name: no subtitle"
        awk -v name="$name" '/^(title|subtitle) = / && gsub(/\\n/, "") > 1 { print name ": too long: " $0 }' "$words"
        for svg in "$1/$name.svg" "$1/$name-dark.svg"; do
            awk -f "$here/tests/svg_text.awk" "$svg" | sed "s/^/${svg##*/}: /"
        done
    done
}

@test "every picture: turned data turn the title" {
    plots/draw base base
    plots/draw race race
    for name in $(names plots) $(names plots/race); do
        reverse "$name"
        plots/draw "$name" turned 2>err || { cat err && false; }
        before=$(sed -n 1p "$(ls "base/$name.txt" "race/$name.txt" 2>/dev/null)")
        after=$(sed -n 1p "turned/$name.txt")
        echo "$name: '$before' became '$after'"
        [[ $before && ! $before =~ $says && $after =~ $says ]]
        # Nothing else is told otherwise by these data, but who shares the rows.
        for other in turned/*.txt; do
            other=${other##*/}
            [ "$other" = "$name.txt" ] || [ "$name $other" = "cubes speedup.txt" ] ||
                [ "$name/$other" = cells/clocks.txt ] || [ "$name/$other" = clocks/cells.txt ] ||
                cmp "turned/$other" "$(ls "base/$other" "race/$other" 2>/dev/null)" ||
                [ "$(sed -n 1,2p "turned/$other")" = "$(sed -n 1,2p "$(ls "base/$other" "race/$other" 2>/dev/null)")" ]
        done
        [ -z "$(faults turned)" ] || { faults turned && false; }
        rm -r turned
    done
}

@test "every picture: text stands on the canvas and not on other text" {
    # As the sample is, and many other ways.
    plots/draw "$here/results/sample" out
    [ -z "$(faults out)" ] || { faults out && false; }
    run ! grep -l '…' out/*.words
    for cores in 1 16 128; do
        doctor "on$cores" .
        echo "{\"cores_usable\": $cores}" >"results/on$cores/env.json"
        plots/draw "on$cores" out
        [ -z "$(faults out)" ] || { faults out && false; }
    done
    for factor in 0.001 1000; do
        doctor by ".executions |= map(.whole_ns |= (. * $factor | floor) | .inner_ns |= (. * $factor | floor))"
        plots/draw by out
        [ -z "$(faults out)" ] || { faults out && false; }
    done
    # All the same: no two lines end at the same height.
    doctor same '.executions |= map(.whole_ns = 1e6 | .inner_ns = 1e6)'
    plots/draw same out
    [ -z "$(faults out)" ] || { faults out && false; }
    # Steps of a race that follow each other closely.
    doctor_race tight caught '{ $5 = NR * 4 + (NR > 10 ? 700 : 0) }'
    plots/draw tight out
    [ -z "$(faults out)" ] || { faults out && false; }
}

@test "every picture: a row or a lesson that is missing breaks no other" {
    plots/draw base base
    for lesson in $(cut -f1 results/plan.tsv | grep '^[a-z]' | sort -u); do
        doctor less "if .lesson == \"$lesson\" then .executions = [] else . end"
        plots/draw less out 2>err || { cat err && false; }
        for words in base/*.words; do
            name=$(basename "$words" .words)
            case $lesson/$name in "$name/$name" | cells/clocks | cubes/speedup) continue ;; esac
            cmp "base/$name.tsv" "out/$name.tsv"
        done
    done
    # Each row of each: drawn without it, or not at all, but no error.
    results=results plots=plots scripts=plots
    export CORES=2 ROUNDS=2 FOOTER=-
    . results/common.sh
    . plots/words.sh
    row=1
    while [ $((row += 1)) -lt "$(wc -l <results/base/summary.tsv)" ]; do
        IFS=$tab read -r lesson variant x _ < <(sed -n ${row}p results/base/summary.tsv)
        mkdir -p less
        sed ${row}d results/base/summary.tsv >less/summary.tsv
        awk -F'\t' -v l="$lesson" -v v="$variant" -v x="$x" '$1 != l || $2 != v || $3 != x' results/base/runs.tsv >less/runs.tsv
        tables=(less/summary.tsv less/runs.tsv)
        if words "$lesson"; then
            render "$lesson" "kind='svg'; mode='light'; out='less.svg'"
            [ -s less.svg ]
            [ -z "$(awk -f "$here/tests/svg_text.awk" less.svg)" ] || {
                echo "without $lesson, $variant, $x:"
                awk -f "$here/tests/svg_text.awk" less.svg && false
            }
        fi
    done
    [ "$row" -gt 100 ]
    # Each variant of each: the others keep their place, and so their colours.
    blocks() { awk '/^$/ { gap++; next } { n += gap > 1 || NR == 1; gap = 0 } END { print n }' "$1"; }
    while IFS=$tab read -r lesson variant; do
        for f in summary runs; do
            awk -F'\t' -v l="$lesson" -v v="$variant" '$1 != l || $2 != v' results/base/$f.tsv >less/$f.tsv
        done
        if words "$lesson"; then
            render "$lesson" "kind='svg'; mode='light'; out='less.svg'"
            echo "without $lesson, $variant: $(blocks "$lesson.tsv") blocks of $(blocks "base/$lesson.tsv")"
            [ "$lesson" = balances ] || [ "$(blocks "$lesson.tsv")" = "$(blocks "base/$lesson.tsv")" ]
        fi
    done < <(grep -v '^#' results/base/summary.tsv | sed 1d | cut -f1,2 | sort -u)
}

# What a plan, a program or a machine might be called.
evil=("'; system(\"touch pwned\") #" '<script>alert(1)</script>' '@heading' '`touch pwned`' '$(touch pwned)'
    '"; system("touch pwned"); "' '%s%n%d \\n \n {/=99 x}_y^z' 'ein sehr langer Name, der nirgends Platz hat, weil er nicht endet')

@test "every picture: hostile names are text, wherever they stand" {
    for name in "${evil[@]}"; do
        # The machine, the fixes, the cells, a variant and an option.
        jq -n --arg evil "$name" '{cpu: $evil, system: $evil, virtualisation: $evil, python: $evil, cores_usable: 2}' >env.json
        export name
        doctor evil 'if (.lesson == "cells" or .lesson == "fixes") and (.x == "queue" or .x == "mutex") then .x = env.name
            elif .lesson == "balances" or (.lesson == "fixes" and .variant == "4 workers") then .variant = env.name
            elif .lesson != "fixes" then .executions[0].records[0] += {cubes: env.name, window: env.name, workers: env.name, inputs: env.name, work: env.name}
            else . end'
        cp env.json results/evil
        plots/draw evil out 2>err || { cat err && false; }
        rm -rf results/evil-race
        doctor_race evil-race caught '{ $2 = $2 == "B" ? ENVIRON["name"] : $2; $9 = ENVIRON["name"] }'
        cp env.json results/evil-race
        plots/draw evil-race out-race 2>err || { cat err && false; }
        [ -z "$(find . "$BATS_TEST_TMPDIR" -name 'pwned*')" ]
        run ! grep -l '<script' out/*.svg out-race/*.svg
        [ -z "$(faults out)" ] || { faults out && false; }
        [ -z "$(faults out-race)" ] || { faults out-race && false; }
        # It is there as text: the beginning, as SVG writes it.
        start=$(sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g' <<<"${name:0:7}")
        for svg in out/{cells,clocks,fixes,balances}.svg out-race/caught.svg; do
            grep -qF -- "$start" "$svg"
        done
    done
}
