# merge.jq - the raw lines of a run as one document, raw.json
#
#     jq -nR --rawfile rows rows.tsv --rawfile left left_out.tsv
#         --rawfile sizes sizes.tsv --arg run RUN ... -f merge.jq raw.ndjson
#
# A line of raw.ndjson is one execution: row (its place in rows.tsv), round, order
# (its place among all), whole (hyperfine's own export) and records (what the
# program printed). A row that failed is left out whole, so that no row stands on
# fewer rounds unseen.

def nanoseconds: . * 1e9 | round;
def table: [split("\n")[] | select(. != "") | split("\t")];

def execution: {
    round,
    order,
    whole_ns: (.whole.results[0].times[0] | nanoseconds),
    user_ns: (.whole.results[0].user | nanoseconds),
    system_ns: (.whole.results[0].system | nanoseconds),
    inner_ns: (.records[0].elapsed_ns | if type == "number" then . else null end),
    records
};

def read: try (fromjson | {row, round, execution: execution})
    catch error("raw.ndjson: a line that cannot be read");

(reduce (inputs | read | select(.round <= $rounds)) as $e ({};
    .[$e.row | tostring] += [$e.execution])) as $executions
| ($left | table) as $left
| {run: $run, mode: $mode, seed: $seed, rounds: $rounds, rounds_planned: $planned,
   sittings: $sittings,
   sizes: [$sizes | table[] | {lesson: .[0], size: .[1], n: (.[2] | tonumber)}],
   left_out: [$left[] | {name: .[1], why: .[2]}],
   rows: [
       ($rows | table | to_entries[]) as {key: $i, value: $r}
       | ($i | tostring) as $i
       | select(any($left[]; .[0] == $i) | not)
       | {lesson: $r[0], variant: $r[1], x: $r[2], clock: $r[4], command: $r[6],
          executions: ($executions[$i] // [] | sort_by(.order))}
   ]}
