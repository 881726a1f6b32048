#!/usr/bin/env bats
# The page: made from the sample runs, in a folder whose name has a space and a
# quote, and read in a real headless Chromium (page/check.py says what is asked).

setup_file() {
    export SITE="$BATS_FILE_TMPDIR/a b'c"
    mkdir "$SITE"
    "$BATS_TEST_DIRNAME/../plots/draw" sample "$SITE/latest"
    "$BATS_TEST_DIRNAME/../plots/draw" sample-race "$SITE/latest-race"
}

setup() {
    bats_require_minimum_version 1.5.0
    load helper
    page=$root/plots/page
    cd "$BATS_TEST_TMPDIR" || return
}

# in_browser BEHAVIOUR [MORE...]: of the page in $site (the whole sample's)
in_browser() {
    [ -n "$(python3 "$root/tests/page/browser.py")" ] ||
        skip "no Chromium here: 'make setup' installs it"
    [ -e "${site:=$SITE}/index.html" ] || "$page" sample "$site"
    PYTHONDONTWRITEBYTECODE=1 python3 "$root/tests/page/check.py" "$1" "$site/index.html" "${@:2}"
}

# A site of its own to spoil, in $site.
own_site() {
    site="$BATS_TEST_TMPDIR/site"
    cp -r "$SITE" "$site"
    rm -f "$site/index.html"
}

@test "it loads whole and from its folder alone, light and dark, 360 and 1920 wide" {
    mkdir shots
    in_browser it_loads_whole_and_from_its_folder_alone shots
    [ "$(find shots -size +50k | wc -l)" = 4 ]
}

@test "it is sound HTML: language, headings in order, no dead link, names for all controls" {
    in_browser it_is_sound_html
}

@test "its text stands out from the paper by 4.5 to 1, light and dark" {
    in_browser its_text_stands_out_by_four_and_a_half_to_one
}

@test "every control is reached and worked by keyboard, and shows its focus" {
    in_browser every_control_is_reached_and_worked_by_keyboard
}

@test "what is folded is printed, on white paper, with and without script" {
    in_browser what_is_folded_is_printed
}

@test "without script the same race stands there as a table" {
    in_browser without_script_the_same_race_stands_there
}

@test "the race is stepped by click and by key alike" {
    in_browser it_steps_by_click_and_by_key_alike
}

@test "every order of one update each, the caught one and random ones end as real processes do" {
    in_browser it_agrees_with_real_processes "$build"
}

@test "a schedule that bank_steps refuses is refused in the same words" {
    in_browser it_refuses_what_bank_steps_refuses "$build"
}

@test "the race as caught is the one in the run's table" {
    "$page" sample "$SITE"
    schedule=$(awk -F'\t' 'NR == 2 { print $9 }' "$root/results/sample-race/caught.tsv")
    grep -qF "data-schedule=\"$schedule\"" "$SITE/index.html"
    # Each step's balance, and how many of the updates are lost in the end.
    awk -F'\t' 'NR > 1 { print $5, $6 }' "$root/results/sample-race/caught.tsv" >measured
    sed -n '/<table class="trace">/,/<\/table>/s|.*<td>\(-*[0-9]*\)</td><td class="lost">.*</td><td class="ns">\([0-9]*\)</td></tr>|\2 \1|p' \
        "$SITE/index.html" >shown
    diff measured shown
    [ "$(awk -F'\t' '$4 == "write" && $8 == "true"' "$root/results/sample-race/caught.tsv" | wc -l)" = \
        "$(sed -n 's|.*<td class="lost">\([^<]*\)</td>.*|\1|p' "$SITE/index.html" | wc -w)" ]
}

@test "a machine and a run with hostile names are drawn as text" {
    own_site
    evil="<b class=evil>'; system(\"touch pwned\")</b>&amp;<img src=x onerror=alert(1)>"
    cp -r "$root/results/sample" evil
    cp -r "$root/results/sample-race" evil-race
    jq --arg evil "$evil" '.cpu = $evil | .tree = "modified"' "$root/results/sample/env.json" >evil/env.json
    jq -c --arg evil "$evil" '.run = $evil | .rows[0].command = $evil' "$root/results/sample/raw.json" >evil/raw.json
    sed 's|^cells\tC\t|cells\t<script>alert(1)</script>\t|' "$root/results/sample/summary.tsv" >evil/summary.tsv
    sed 's|\t[aAbB]*\t$|\t"><script>alert(1)</script>\t|; s|^1\tA|<script>\tA|' "$root/results/sample-race/caught.tsv" >evil-race/caught.tsv
    echo "<script>alert(1)</script> & \`x" >"$site/latest/cubes.txt"
    printf '%s\n' 'a <script>alert(1)</script>' "results/$evil/summary.tsv: x" >>"$site/latest/cubes.txt"
    "$page" "$PWD/evil" "$site" 2>err
    [ ! -e pwned ]
    in_browser hostile_text_is_text "$evil"
}

@test "what to mind about the machine and the run stands on top, with what to do" {
    own_site
    cp -r "$root/results/sample" odd
    jq '.load_1min = 7.5 | .cores_quota = 2 | .tree = "modified" | .governor = "powersave" | .placement_changed = ["0-1"]' \
        "$root/results/sample/env.json" >odd/env.json
    jq -c '.mode = "quick" | .left_out = [{name: "cells, C, queue", why: "too slow"}]' \
        "$root/results/sample/raw.json" >odd/raw.json
    "$page" "$PWD/odd" "$site"
    sed -n '/<header>/,/<.header>/p' "$site/index.html" >top
    for what in 'load (7.5)' 'quota (2 cores)' 'revision (' 'governor (powersave)' 'placement changed (CPUs 0-1)' \
        'few rounds (' 'left out (1 row)' "$(jq .rounds odd/raw.json) rounds" 'queue: too slow'; do
        grep -qF "$what" top
    done
    # A machine with nothing to mind has no such line.
    jq '.virtualisation = null | .load_1min = 0 | .tree = "clean" | .cores_quota = 0 | .placement_changed = [] | .placement |= map_values("apart")' \
        "$root/results/sample/env.json" >odd/env.json
    cp "$root/results/sample/raw.json" odd
    "$page" "$PWD/odd" "$site"
    run ! grep -q 'Mind:' "$site/index.html"
}

@test "a table of figures says what its x is: workers, chunk, numbers" {
    own_site
    "$page" sample "$site" 2>/dev/null
    for what in workers chunk cubes numbers program; do
        grep -q "<th scope=\"col\">variant</th><th scope=\"col\">$what</th>" "$site/index.html"
    done
    run ! grep -q '<th scope="col">x</th>' "$site/index.html"
}

@test "five runs have no 95% interval on it, six have one" {
    own_site
    cp -r "$root/results/sample" few
    for n in 5 6; do
        jq -c --argjson n $n '.rounds = $n | .rows[].executions |= .[:$n]' "$root/results/sample/raw.json" >few/raw.json
        for t in runs summary; do
            jq -r --arg table $t -f "$root/results/tables.jq" few/raw.json >few/$t.tsv
        done
        "$page" "$PWD/few" "$site" 2>/dev/null
        cp "$site/index.html" $n.html
    done
    intervals() { grep -cE '<td>[0-9.]+ [nµm]?s to [0-9.]+ [nµm]?s</td>' "$1" || true; }
    [ "$(intervals 5.html)" = 0 ]
    [ "$(intervals 6.html)" -gt 100 ]
    grep -qF 'few rounds (5 rounds)' 5.html
    run ! grep -q 'few rounds' 6.html
}

@test "a picture without words and words without a picture are named, and the rest is there" {
    own_site
    rm "$site"/latest/cubes.{svg,txt} "$site/latest/cubes-dark.svg"
    cp "$site/latest/cells.svg" "$site/latest/unheard_of.svg"
    "$page" sample "$site" 2>err
    grep -qF 'page: no picture cubes: '\''make bench'\'' draws what is missing' err
    grep -qF 'page: picture unheard_of: no lesson in benches/lessons.txt has it' err
    run ! grep -q cubes.svg "$site/index.html"
    grep -q 'id="bank_racy"' "$site/index.html"
}

@test "every picture of the sample has its lesson" {
    "$page" sample "$SITE" 2>err
    run ! grep 'no lesson' err
}

@test "pictures of another run are left out and named" {
    own_site
    cp -r "$root/results/sample" other
    jq -c '.run = "other"' "$root/results/sample/raw.json" >other/raw.json
    "$page" "$PWD/other" "$site" 2>err
    grep -qF 'latest/cubes.svg is not of this run' err
    run ! grep -q 'src="latest/' "$site/index.html"
    # Without a race of its own, the sample's is there to step through.
    grep -q data-schedule "$site/index.html"
}

@test "a run that is not whole is refused by name, and the page stays" {
    own_site
    "$page" sample "$site"
    before=$(cksum <"$site/index.html")
    cp -r "$root/results/sample" bad
    for damage in 'head -n 9 summary.tsv' 'head -c 999 raw.json' 'head -c 0 env.json' 'head -n 9 runs.tsv'; do
        file=${damage##* }
        (cd "$root/results/sample" && $damage) >"bad/$file"
        run "$page" "$PWD/bad" "$site"
        [ "$status" = 1 ]
        [[ $output == *"bad/$file: "* ]]
        cp "$root/results/sample/$file" bad
    done
    run "$page" no_such_run "$site"
    [ "$status" = 1 ]
    [ "$(cksum <"$site/index.html")" = "$before" ]
    [ -z "$(find "$site" -name '.new*')" ]
}

@test "the words are refused with their line where they are no lessons" {
    own_site
    mkdir -p tree/benches/race && cp -r "$root"/{plots,results} tree 2>/dev/null
    cp -r "$root"/benches/{tour,lessons.awk} tree/benches && cp -r "$root"/benches/race/class tree/benches/race
    while IFS= read -r line; do
        { cat "$root/benches/lessons.txt" && printf '\n%b\n' "$line"; } >tree/benches/lessons.txt
        run tree/plots/page sample "$site"
        [ "$status" != 0 ]
        [[ $output == *"lessons.txt line "* ]]
        [ ! -e "$site/index.html" ]
        run tree/benches/tour/why # the same words, and the same reader
        [ "$status" = 1 ]
        [[ ${#lines[@]} = 1 && $output == *"lessons.txt line "* ]]
    done <<'LESSONS'
cell: of nothing
lesson: cubes!
lesson: queue
lesson: new\nquestion: a\nquestion: b
no field
  goes on
LESSONS
}
