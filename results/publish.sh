# publish.sh - a measured run becomes results/RUN; sourced by bench
# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2164 # jq's $; bench shares its variables
#
# lines.ndjson has the distances between the CPUs at the start of each sitting, and
# then also at the end: on a virtual machine two CPUs may be threads of one core now
# and two cores a minute later, and the run says so.

# Written whole into a folder of its own, which gets its name when it has passed
# the check: at no time is there a run that is half.
publish() {
    local t line sittings
    clear_line
    rm -rf whole
    mkdir whole
    sittings=$(wc -l <lines.ndjson)
    line=$(BUILD=$build "$here/distances")
    printf '%s\n' "$line" 2>/dev/null >>lines.ndjson || no_room
    put whole/env.json jq -Rn --slurpfile env env.json '
        [inputs | fromjson?] as $lines | $env[0]
        + {cache_line_round_trip_after_ns: $lines[-1].cache_line_round_trip_ns,
           placement_changed: (if $env[0].placement then
               [$env[0].placement | keys[] | select(. as $pair |
                   [$lines[].placement[$pair]?] | unique | length > 1)] else null end)}' \
        lines.ndjson
    put whole/raw.json jq -nR --rawfile rows rows.tsv --rawfile left left_out.tsv \
        --rawfile sizes sizes.tsv -f "$here/merge.jq" --arg run "$run" --arg mode "$mode" \
        --argjson seed "$seed" --argjson rounds "$done_rounds" --argjson planned "$rounds" \
        --argjson sittings "$sittings" raw.ndjson
    for t in runs summary; do
        put "whole/$t.tsv" jq -r --arg table "$t" -f "$here/tables.jq" whole/raw.json
    done
    "$here/check" whole
    jq -r 'select(.placement_changed != null and .placement_changed != []) |
        "the CPUs \(.placement_changed | join(", ")) changed their placement: figures of two workers are of both"' \
        whole/env.json | while read -r t; do say "$t"; done
    mv whole "$here/$run"
    ln -sfn "$run" "$here/.latest" && mv -T "$here/.latest" "$here/latest"
    cd "$here"
    rm -rf -- "$new"
    new=''
    say "wrote results/$run ($done_rounds rounds, order from seed $seed)"
}
