# unfinished.sh - a run that was stopped goes on; sourced by bench
# shellcheck shell=bash disable=SC2034,SC2154,SC2164 # bench shares its variables
#
# A run being measured is results/.unfinished-MODE-RUN, which holds
#   asked.tsv   the plan's rows           rows.tsv, sizes.tsv   with sizes found
#   built       the programs' checksums   env.json, seed        as at its start
#   raw.ndjson  a line an execution       lines.ndjson          see publish.sh
# All but the last two are whole before it has that name. What stands in no file
# is made anew by each sitting: the costs of the rows, and which of them fail.

declare -A have

# What was left by one who was killed: drafts, a run that has nothing yet, and one
# that was just published.
clear_up() {
    local old name
    rm -rf -- "$here"/.new-*
    for old in "$here"/.unfinished-*; do
        name=${old##*/.unfinished-}
        [[ -s $old/raw.ndjson && ! -e $here/${name#*-} ]] || rm -rf -- "$old"
    done
}

# A run that was stopped and is of this plan, these programs and this machine goes
# on in its own folder; one that cannot is put aside.
take_up() {
    local old why
    for old in "$here/.unfinished-$mode"-*; do
        [ -d "$old" ] || continue
        why=$(hindrance "$old")
        [ "${FRESH-}" != 1 ] || why='FRESH=1'
        if [ -z "$why" ]; then
            jq -c '{cache_line_round_trip_ns, placement}' env.json >>"$old/lines.ndjson"
            rm -rf -- "$new"
            new=$old run=${old##*/.unfinished-"$mode"-}
            cd "$new"
            seed=$(<seed)
            take_stock
            say "goes on with $run: $kept executions are there (FRESH=1 begins anew)"
            return 0
        fi
        mv -T "$old" "$here/.aside-${old##*/.unfinished-}"
        say "put aside as results/.aside-${old##*/.unfinished-}: $why"
    done
    return 1
}

# Why the run in this folder cannot go on here; nothing if it can.
hindrance() { # folder
    cmp -s asked.tsv "$1/asked.tsv" || { echo "the plan is another" && return; }
    jq -nr 'input as $was | input as $is
        | ["load_1min", "utc", "tree", "gnuplot", "cache_line_round_trip_ns", "placement"] as $may
        | ($was + $is | keys_unsorted - $may)[] | select($was[.] != $is[.])
        | "\(.) was \($was[.]), is \($is[.])"' "$1/env.json" env.json 2>&1 |
        head -n 1 | grep . && return
    cmp -s built "$1/built" || { echo "the programs are others" && return; }
    # A line is torn where writing it was cut short: only ever the last.
    [ -z "$(tail -c 1 "$1/raw.ndjson" | tr -d '\n')" ] || sed -i '$d' "$1/raw.ndjson"
    jq -enR '[inputs | fromjson | .row + .round + .order | type] | unique - ["number"] == []' \
        "$1/raw.ndjson" >/dev/null 2>&1 || echo "its raw.ndjson is not readable"
}

# Which executions are there: have, the last round begun, their number.
take_stock() {
    local n row round
    begun=0 kept=0
    while read -r n row round; do
        have[$row,$round]=$n kept=$((kept + n))
        [ "$round" -le "$begun" ] || begun=$round
    done < <(jq -rR 'fromjson | "\(.row) \(.round)"' raw.ndjson | sort | uniq -c)
}

what_is_kept() {
    local n=0
    [ ! -s "$new/raw.ndjson" ] || n=$(wc -l <"$new/raw.ndjson")
    if [ "$n" = 0 ]; then
        echo "nothing was measured yet"
    else
        echo "$n executions are kept: the same command goes on with them"
    fi
}
