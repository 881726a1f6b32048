# machine.jq - what machine a run was made on, and what to mind about it
#
#     jq -r -L results --slurpfile about raw.json -f machine.jq env.json
include "env"; # grades: what is ok, and what to do where it is not

def text: tostring | gsub("[[:cntrl:]]"; " ") | @html;

def machine: [
    .cpu, (if .cores_usable then plural(.cores_usable; "core") else null end),
    (if .memory_mib then "\(.memory_mib / 1024 | round) GiB" else null end),
    .virtualisation, .system, .kernel, .compiler,
    (if .python then "Python \(.python)" else null end)]
    | map(select(. != null)) | join(", ");

def minded($run):
    [grades[] | select(.grade == "warn") | .value |= tostring]
    + (if (.placement_changed // []) == [] then [] else
        [{name: "placement changed", value: "CPUs \(.placement_changed | join(", "))",
          advice: "They were threads of one core for a part of the run: figures of two workers are of both."}] end)
    + (if $run.rounds < 6 then [{name: "few rounds", value: plural($run.rounds; "round"),
          advice: "A 95% interval needs 6: close what else is running, or give more time (BUDGET)."}]
       elif $run.mode == "quick" then [{name: "few rounds", value: "a quick run", advice: "make bench takes more."}] else [] end)
    + (if ($run.left_out // [] | length) == 0 then [] else
        [{name: "left out", value: plural($run.left_out | length; "row"),
          advice: ($run.left_out | map("\(.name): \(.why)") | join("; "))}] end);

$about[0] as $run
| minded($run) as $minded
| "<p class=\"machine\">Measured on: \(machine | text). Run <code>\($run.run | text)</code>, "
  + "\(plural($run.rounds; "round") | text), \(.utc // "date unknown" | text), revision \(.revision // "unknown" | text).</p>",
  if ($minded | length) == 0 then empty else
    "<details class=\"warnings\"><summary>Mind: \($minded | map("\(.name) (\(.value))") | join(", ") | text)</summary>",
    "<ul>", ($minded[] | "<li><strong>\(.name | text)</strong>, \(.value | text): \(.advice | text)</li>"), "</ul></details>"
  end
