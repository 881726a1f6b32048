# compare.jq - runs side by side, as a table
#
#     jq -rs --arg table rows|runs|repeat -f compare.jq RUN.json... --args LABEL...
#
# RUN.json: as share.jq makes them. A row's figure is the median of its times, by
# the clock that the plan names; where the bench chose the size by itself, and in
# the price list of fixes, the time of one.
#
# rows: a line for each row and run; the ratio is to the first run. Two runs share
# no rounds, so there is nothing to pair: each median has the 95% interval of its
# order statistics, and the interval of the ratio is put together from both
# (MOVER, Zou and Donner 2008, on logarithms): the distances of the medians from
# their limits add up as squares, which has about 95% too where the medians are
# independent. It tells how well the medians are known, not why they differ: a
# busy hour or another machine is what a comparison shows, not its error. With few
# times the limits are the least and the most, and too narrow: of two equal rows
# 42% would seem to differ with 2 times each, 16% with 3, 6.5% with 4, 2.5% with 5.
# So with fewer than 5 there is a ratio and no interval ("-"), and no verdict.
#
# repeat: for two runs, each row against a reference row of the same run. Those
# two do share rounds: the figure is the median over rounds of the ratio within a
# round. See repeat.

def median: sort | length as $n
    | if $n % 2 == 1 then .[($n - 1) / 2] else (.[$n / 2 - 1] + .[$n / 2]) / 2 end;

# The widest k for which ranks k and n+1-k still cover the median with that
# confidence (as tables.jq); 1 where n is too small for it.
def rank($confidence): . as $n
    | if $n > 1000 then ($n - (if $confidence > 0.98 then 2.576 else 1.96 end) * ($n | sqrt)) / 2 | floor
      else reduce range(0; $n / 2 | floor) as $i ({p: pow(0.5; $n), below: 0, k: 1};
            .below += .p
            | if 2 * .below <= 1 - $confidence then .k = $i + 1 else . end
            | .p *= ($n - $i) / ($i + 1)) | .k end;

def interval($confidence): sort | length as $n | ($n | rank($confidence)) as $k
    | {n: $n, median: median, low: .[$k - 1], high: .[$n - $k]};

# b / a with its interval, from those of a and b.
def mover($a; $b): ($a | map_values(log)) as $a | ($b | map_values(log)) as $b
    | ($b.median - $a.median) as $d
    | {ratio: ($d | exp),
       low: ($d - (pow($b.median - $b.low; 2) + pow($a.high - $a.median; 2) | sqrt) | exp),
       high: ($d + (pow($b.high - $b.median; 2) + pow($a.median - $a.low; 2) | sqrt) | exp)};

# The same of whole nanoseconds: 5 and 6 may be 5.49 and 5.51.
def rounded_off($a; $b):
    .low = ([.low, ($b.median - 0.5) / ($a.median + 0.5)] | min)
    | .high = ([.high, ($b.median + 0.5) / ($a.median - 0.5)] | max);

# [round, ns] of each execution; none where the program gave no time.
def series: . as $r
    | [range(.round | length) as $i
       | [$r.round[$i], (if $r.clock == "whole" then $r.whole_ns else $r.inner_ns end)[$i]
            / ($r.size // ($r.result[$i] // "of 1" | split(" ")[-1] | tonumber | if . > 0 then . else 1 end))?]]
    | if any(.[]; (.[1] // 0) <= 0) then [] else . end;

def key: [.lesson, .variant, .x, .clock] | tojson;
def rounded: if . == null then "-" else . * 1e6 | round / 1e6 end;
def line: map(tostring | gsub("[\t\n]"; " ")) | join("\t");

# All runs as {row's key: row with its series}, and the keys in the first's order.
map(reduce .rows[] as $r ({}; ($r | series) as $s
    | if $s == [] then . else .[$r | key] = ($r + {series: $s}) end)) as $runs
| (reduce (.[].rows[] | key) as $k ({seen: {}, keys: []};
    if .seen[$k] then . else .seen[$k] = true | .keys += [$k] end) | .keys) as $keys

| def rows:
    $keys[] as $k
    | [$runs[] | .[$k] // null] as $them
    | [$them[] | if . then .series | map(.[1]) | interval(0.95) else null end] as $figures
    | [$figures[] | select(.) | .median] as $medians
    | select($medians | length > 0)
    | ($medians | median) as $middle
    | ([$them[] | select(.) | [.command, .options, (.size == null)]] | unique | length > 1) as $other
    | range($runs | length) as $i
    | select($figures[$i])
    | $figures[$i] as $f
    | (if $figures[0] then mover($figures[0]; $f) else {} end
        | if .ratio and ([$them[0, $i] | .size, .result[0]] | all(. == null))
            then rounded_off($figures[0]; $f) else . end
        | if ([$figures[0].n // 0, $f.n] | min) < 5 then del(.low, .high) else . end) as $m
    | $them[$i]
    | [.lesson, .variant, .x, $i + 1, .clock, $f.n, ($f.median, $f.low, $f.high | rounded),
       ($m.ratio, $m.low, $m.high | rounded), ($f.median / $middle | rounded), ($medians | length),
       (if $other then "other" else "same" end), (if .size then "each" else "-" end)];

  def runs:
    to_entries[] | .key as $i | .value
    | [$i + 1, ($ARGS.positional[$i] // .run), .rounds, .mode, (.rows | length),
       (.env | .cpu, .cores_usable, .compiler, .flags, .revision + (if .tree == "clean" then "" else " (modified)" end),
        .python, .kernel, .virtualisation, .governor, .load_1min | . // "unknown")];

  # The lesson's first variant at the same x; for that variant itself, and where it
  # has no such x, the lesson's first row.
  def reference($run; $k): ($k | fromjson) as $row
    | [$keys[] | fromjson | select(.[0] == $row[0])] as $lesson
    | [[$row[0], $lesson[0][1], $row[2]], $lesson[0][:3]]
    | map(. as $want | [$lesson[] | select(.[:3] == $want)][0])
    | map(select(. and . != $row) | tojson | select($run[.])) | .[0];

  def by_round: reduce .series[] as $s ({}; .[$s[0] | tostring] += [$s[1]]) | map_values(median);

  def within($run; $k): reference($run; $k) as $base
    | if $base == null then null else
        ($run[$k] | by_round) as $own | ($run[$base] | by_round) as $other
        | [$own | keys[] | select($other[.]) | $own[.] / $other[.]]
        | if length == 0 then null else interval(0.99) end end;

  def repeat:
    $keys[] as $k
    | select($runs[0][$k] and $runs[1][$k])
    | [$runs[] | . as $run | within($run; $k)] as $ratios
    | [$runs[] | .[$k].series | map(.[1]) | interval(0.99)] as $figures
    | (mover($figures[0]; $figures[1])) as $drift
    | (if all($ratios[]; .) then mover($ratios[0]; $ratios[1]) else null end) as $m
    | ($k | fromjson)[:3] + [(if $ratios[0] then $ratios[0].n else "-" end),
        ($ratios[0].median, $ratios[1].median, $m.ratio, $m.low, $m.high,
         $drift.ratio, $drift.low, $drift.high | rounded)];

if $table == "runs" then
    (["run", "label", "rounds", "mode", "rows", "cpu", "cores", "compiler", "flags", "revision",
      "python", "kernel", "virtualisation", "governor", "load"] | line), (runs | line)
elif $table == "repeat" then
    (["lesson", "variant", "x", "rounds", "first", "second", "change", "low", "high",
      "drift", "drift_low", "drift_high"] | line), (repeat | line)
else
    (["lesson", "variant", "x", "run", "clock", "n", "median_ns", "low_ns", "high_ns", "ratio",
      "ratio_low", "ratio_high", "of_middle", "runs", "parameters", "unit"] | line), (rows | line)
end
