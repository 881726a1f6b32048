# words.sh - a run, and what its pictures say; sourced by draw, show and compare/draw
# shellcheck shell=bash disable=SC2034,SC2154 # who sources it has the rest
#
# For each NAME.gp, NAME.awk makes of the run's tables the finding in words
# (NAME.words, NAME.txt) and the points (NAME.tsv), in the folder where we are.

# The run, whole or refused; its scripts and tables, and what the awk scripts
# take from the environment.
open_run() { # name or folder
    find_run "$results" "$1"
    scripts=$plots about=$run/raw.json into=$plots/latest
    tables=("$run/summary.tsv" "$run/runs.tsv") source=summary.tsv
    if [ -e "$run/race.json" ]; then
        scripts=$plots/race about=$run/race.json into=$plots/latest-race
        tables=("$run"/{caught,window,orders}.tsv) source='*.tsv'
    fi
    "$results/check" "$run"

    CORES=$(jq '.cores_usable // 1' "$run/env.json")
    ROUNDS=$(jq .rounds "$about")
    FOOTER=$(jq -r --slurpfile about "$about" --arg source "$source" '
        [.cpu, (if .cores_usable then "\(.cores_usable) core\(if .cores_usable == 1 then "" else "s" end)" else empty end), .virtualisation,
         .system, (if .python and $source == "summary.tsv" then "Python \(.python)" else empty end),
         (if (.load_1min // 0) > (.cores_usable // 1) then "busy before it began: load \(.load_1min)" else empty end)]
        | map(select(. != null)) | "results/\($about[0].run)/\($source): " + join(", ")' "$run/env.json")
    export CORES ROUNDS FOOTER
}

# Every picture that this run may have.
pictures() {
    local script
    for script in "$scripts"/*.gp; do
        [ "$script" = "$scripts/theme.gp" ] || basename "$script" .gp
    done
}

# 1: the run has too few rows for it.
words() { # picture
    local code=0
    PICTURE=$1 awk -f "$plots/lib.awk" -f "$scripts/$1.awk" "${tables[@]}" >"$1.words" || code=$?
    [ "$code" != 3 ] || {
        rm -f "$1".*
        return 1
    }
    [ "$code" = 0 ] || die "$1.awk failed"
}

# With the theme, and values for what it asks: kind='svg'; mode='dark' ... -d: and
# with nothing that the user's own settings say.
render() { # picture, settings
    { gnuplot -d -e "$2" "$plots/theme.gp" "$scripts/$1.gp"; } 2>gnuplot.log || # what bash says of its death too
        die "$1.gp: gnuplot failed: $(grep -v '^ *^\?$' gnuplot.log | tail -n 1)"
}

# As SVG, light and dark, and as PNG.
picture() { # name
    local kind file
    for kind in svg-light svg-dark png-light; do
        file=$1.${kind%-*}
        [ $kind != svg-dark ] || file=$1-dark.svg
        render "$1" "kind='${kind%-*}'; mode='${kind#*-}'; out='$file'"
        [ -s "$file" ] || die "$1.gp drew nothing"
    done
    # SVG takes the reader's fonts: name some that look alike.
    local family='font-family="DejaVu Sans, Verdana, sans-serif"'
    sed -i "s/font-family=\"DejaVu Sans:Bold\"/$family font-weight=\"bold\"/g
        s/font-family=\"DejaVu Sans\"/$family/g
        /<title>Gnuplot/d; /<desc>Produced/d" "$1.svg" "$1-dark.svg"
    rm -f gnuplot.log
}

# A folder that somebody names is replaced only if draw made it, or it is empty.
may_replace() { # folder
    [ ! -e "$1" ] || [ -e "$1/.mpbench-pictures" ] || [ "${1%/*}" = "$plots" ] ||
        [ -z "$(ls -A "$1")" ] || die "$1: is there and was not made by plots/draw"
}

# At once; what was there goes afterwards. It is a moment, and not to be broken off.
replace() { # folder, by the one where we are
    local old
    trap '' HUP INT TERM
    touch .mpbench-pictures
    old=$(mktemp -d "${1%/*}/.new-XXXXXX")
    [ ! -e "$1" ] || mv -- "$1" "$old"
    mv -- "$new" "$1"
    rm -rf -- "$old"
}
