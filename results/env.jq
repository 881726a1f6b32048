# env.jq - env.json as a table of 80 columns: ok, warn or unknown, and at each
# warning what to do about it. Unknown is no error: many virtual machines hide it.
#
#     jq -r -L results 'include "env"; table' env.json

def pad($n): tostring | . + " " * ($n - length);

# Words in lines of at most $width characters.
def wrapped($width): reduce split(" ")[] as $w ([""];
    if (.[-1] | length) + 1 + ($w | length) <= $width or .[-1] == ""
    then .[-1] = (if .[-1] == "" then $w else .[-1] + " " + $w end) else . + [$w] end);

def plural($n; $what): "\($n) \($what)\(if $n == 1 then "" else "s" end)";

# name; value, null where it is unknown; whether it is good; else what to do
def graded($name; $value; good; $advice):
    if $value == null then {grade: "unknown", name: $name, value: "", advice: ""}
    elif good then {grade: "ok", name: $name, value: $value, advice: ""}
    else {grade: "warn", name: $name, value: $value, advice: $advice} end;

def half_busy: .load_1min > (.cores_usable // 1) / 2;
def distances: .cache_line_round_trip_ns as $ns
    | if .placement == null then null else
        [.placement | to_entries[] | "\(.key) \(.value) (\($ns[.key] | round) ns)"] | .[:6] | join(", ") end;

def grades: [
    graded("cpu"; .cpu; true; ""),
    graded("cores"; (if .cores_usable == null then null else
            "\(.cores_usable) to be used, \(.cores_online) online, \(.cores_affinity) by affinity" end);
        .cores_usable >= 2;
        "On one core nothing runs at once: give the virtual machine or the container two, or leave out taskset."),
    graded("quota"; (.cores_quota | if . == null then null elif . == 0 then "none" else plural(.; "core") end);
        .cores_quota == 0;
        "The group is stopped when its time slice is used up, and figures jump: start the container without --cpus."),
    graded("siblings"; (.threads_per_core | if . == null then null else plural(.; "thread") + " a core" end);
        .threads_per_core == 1;
        "Two threads of a core share its units, so twice the workers are not twice the work: keep to one a core (lscpu -e, taskset -c)."),
    graded("distance"; distances; .placement | all(.[]; . == "apart");
        "These CPUs are threads of one core now: what two workers hand each other looks cheaper, their work slower."),
    graded("governor"; .governor; .governor == "performance";
        "The clock follows the load: sudo cpupower frequency-set -g performance"),
    graded("turbo"; .turbo; .turbo == "off";
        "One busy core is clocked higher than two, so speed-ups look smaller: switch it off (intel_pstate/no_turbo or cpufreq/boost)."),
    graded("load"; .load_1min; half_busy | not;
        "Others are computing, or were a minute ago: close them, wait, and measure again."),
    graded("virtualisation"; (if .cpu == null then null else .virtualisation // "none seen" end);
        .virtualisation == null;
        "Other guests take time without a trace: compare within a run, and run twice before you believe a small difference."),
    graded("ASLR"; .aslr; .aslr == 2;
        "Each execution has the same addresses, so a figure may be due to them: sudo sysctl kernel.randomize_va_space=2"),
    graded("compiler"; .compiler; (.flags // "") | test("-O[23]") and (test("-fsanitize") | not);
        "Not built for speed (\(.flags)): make clean, then make."),
    graded("revision"; .revision;
        .tree == "clean";
        "The tree is modified, so this revision is not what is measured: commit, then measure what you want to keep."),
    (("hyperfine", "gnuplot", "jq", "python") as $tool
        | .[$tool] as $version
        | if $version == null then {grade: "warn", name: $tool, value: "not there", advice: "make setup installs it."}
          else {grade: "ok", name: $tool, value: $version, advice: ""} end),
    graded("system"; ([.system, .kernel, .libc] | map(select(.)) | if . == [] then null else join(", ") end); true; "")];

def table:
    grades
    | (.[] | ((.grade | pad(8)) + " " + (.name | pad(15)) + " ") as $head
        | ([.value, .advice] | map(tostring | select(. != "") | wrapped(55)[])) as $text
        | $head + ($text[0] // ""), $text[1:][] | if startswith($head) then . else " " * 25 + . end
        | sub(" +$"; "")),
      "",
      plural(map(select(.grade == "warn")) | length; "warning")
      + ", \(map(select(.grade == "unknown")) | length) unknown (no error: many virtual machines hide it)";
