#!/usr/bin/env bats
# README files: what they say is so.

bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    cd "$root" || return
    mapfile -t pages < <(find . -name README.md -not -path './build/*' | sort)
}

@test "readme: the table of cells is the lessons' own" {
    sed -n '/<!-- cells: /,/<!-- cells end/p' README.md | sed '1d;$d' >"$BATS_TEST_TMPDIR/table"
    plots/readme-table | diff "$BATS_TEST_TMPDIR/table" -
}

@test "readme: measured figures are the sample's" {
    results/claims "${pages[@]}"
}

@test "readme: claims that are not so are named, and put right on request" {
    cd "$BATS_TEST_TMPDIR"
    echo '# Six take 999<!-- cubes: Python threads, 6 / Python threads, 1 --> times' >page.md
    run "$root/results/claims" page.md
    [ "$status" = 1 ]
    [[ $output == "page.md line 1: '999' is '"* ]]
    "$root/results/claims" --write page.md
    "$root/results/claims" page.md
    grep -q 'times$' page.md
    echo '5<!-- cubes: no such row, 6 / Python threads, 1 -->' >page.md
    run "$root/results/claims" --write page.md
    [ "$status" = 1 ]
    # Also where it is not in the last of the files.
    echo 'nothing claimed' >other.md
    run "$root/results/claims" --write page.md other.md
    [ "$status" = 1 ]
    [ "$(cat page.md)" = '5<!-- cubes: no such row, 6 / Python threads, 1 -->' ]
}

# A number with a unit of measurement, outside of code, is a claim; tests/ has
# limits that are promised, not measured.
measured() {
    awk '/^```/ { fenced = !fenced } fenced || /^    / { next }
        { line = $0; gsub(/`[^`]*`/, "", line); gsub(/[0-9.]+( (ns|us|µs|ms|s))?<!-- [^>]* -->/, "", line)
          gsub(/[0-9]+ of [0-9]+<!-- [^>]* -->|95% interval/, "", line) }
        line ~ /[0-9] ?(ns|us|µs|ms|%|times|×)([^a-z]|$)/ { print FILENAME ": " $0 }' "$@"
}

@test "readme: no measured figure without the rows that it comes from" {
    mapfile -t pages < <(printf '%s\n' "${pages[@]}" | grep -v '^./tests/')
    [ -z "$(measured "${pages[@]}")" ]
    echo 'It takes 5.3 ms here.' >"$BATS_TEST_TMPDIR/page.md"
    [ -n "$(measured "$BATS_TEST_TMPDIR/page.md")" ]
}

@test "readme: links and pictures are there; the first page is under 200 lines" {
    for page in "${pages[@]}"; do
        grep -oE '\]\([^)]*\)' "$page" | sed 's/^](//; s/)$//' | while read -r link; do
            [ -e "$(dirname "$page")/$link" ] || { echo "$page: $link" && false; }
        done
    done
    [ "$(wc -l <README.md)" -lt 200 ]
}
