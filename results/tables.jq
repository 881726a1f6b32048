# tables.jq - a run's raw.json as a table, times in nanoseconds
#
#     jq -r --arg table summary|runs -f tables.jq raw.json
#
# runs: a line an execution. summary: a line a row. low and high are the 95%
# interval of the median by order statistics, which assumes nothing of the
# distribution (as lib/kit/stats.h); under 6 values they are min and max, which is less
# than 95%.
# The last line says how many there were: without it a table is not whole.

# The widest k for which ranks k and n+1-k still cover the median with 95%.
def rank: . as $n
    | reduce range(0; $n / 2 | floor) as $i
        ({p: pow(0.5; $n), below: 0, k: 0};
         .below += .p
         | if 2 * .below <= 0.05 then .k = $i + 1 else . end
         | .p *= ($n - $i) / ($i + 1))
    | .k;

def median: length as $n
    | if $n % 2 == 1 then .[($n - 1) / 2] else (.[$n / 2 - 1] + .[$n / 2]) / 2 end;

def five: sort
    | if length == 0 or any(.[]; . == null) then ["-", "-", "-", "-", "-"]
      else ([1, (length | rank)] | max) as $k
        | [(median | round), .[0], .[-1], .[$k - 1], .[length - $k]]
      end;

def columns($clock):
    ["median", "min", "max", "low", "high"] | map("\($clock)_\(.)_ns");

def plain: if type == "string" or type == "number" then tostring else "-" end
    | gsub("[[:cntrl:]]"; " ");

# What the program says that it was asked to do, from its first record.
def options: (.executions[0].records[0] // {})
    | del(.program, .elapsed_ns, .count, .result)
    | to_entries | map("\(.key)=\(.value)") | join(" ") | plain;

def line: map(tostring) | join("\t");

[.rows[] | select(.executions | length > 0)] as $rows
| if $table == "runs" then
    [$rows[] | . as $r | .executions[]
     | [$r.lesson, $r.variant, $r.x, .round, .order, .whole_ns, .inner_ns // "-",
        (.records[0].result | plain)]]
    | (["lesson", "variant", "x", "round", "order", "whole_ns", "inner_ns", "result"] | line),
      (.[] | line),
      "# \(length) executions"
  else
    [$rows[] | [.lesson, .variant, .x, .clock, (.executions | length)]
     + ([.executions[].whole_ns] | five) + ([.executions[].inner_ns] | five)
     + [options]]
    | (["lesson", "variant", "x", "clock", "n"]
       + columns("whole") + columns("inner") + ["options"] | line),
      (.[] | line),
      "# \(length) rows"
  end
