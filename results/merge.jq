# merge.jq - the raw lines of a run as one document, raw.json
#
#     jq -n -R --rawfile rows rows.tsv --rawfile left left_out.tsv \
#         --slurpfile run run.json -f merge.jq raw.ndjson
#
# A line of raw.ndjson is one execution: row (its place in rows.tsv), round,
# order (its place among all), whole (hyperfine's own export) and records (what the program printed). A row
# that failed is left out whole, so that no row stands on fewer rounds unseen.

def nanoseconds: . * 1e9 | round;

def execution: {
    round,
    order,
    whole_ns: (.whole.results[0].times[0] | nanoseconds),
    user_ns: (.whole.results[0].user | nanoseconds),
    system_ns: (.whole.results[0].system | nanoseconds),
    inner_ns: (.records[0].elapsed_ns | if type == "number" then . else null end),
    records
};

(reduce (inputs | fromjson) as $e ({};
    .[$e.row | tostring] += [$e | execution])) as $executions
| [$left | split("\n")[] | select(. != "") | split("\t")] as $left
| [$rows | split("\n")[] | select(. != "") | split("\t")] as $rows
| $run[0] + {
    left_out: [$left[] | {name: .[1], why: .[2]}],
    rows: [
        range($rows | length) | tostring as $i
        | select(any($left[]; .[0] == $i) | not)
        | $rows[tonumber]
        | {lesson: .[0], variant: .[1], x: .[2], clock: .[4], command: .[6],
           executions: ($executions[$i] // [])}
    ]
}
