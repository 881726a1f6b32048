#!/usr/bin/env bats
# Tests of results/env and lat_line: what machine this is, and what to mend.

load fixture

# Before the fixture unsets BUILD: the programs that were built.
built=$(cd "${BUILD:-$BATS_TEST_DIRNAME/../build}" && pwd)

good='{"cpu": "C", "cores_usable": 8, "cores_online": 8, "cores_affinity": 8, "cores_quota": 0,
    "threads_per_core": 1, "cache_line_round_trip_ns": {"0-1": 233.1}, "placement": {"0-1": "apart"},
    "governor": "performance", "turbo": "off", "load_1min": 0.1, "virtualisation": null, "aslr": 2,
    "compiler": "gcc", "flags": "-O2", "revision": "abc", "tree": "clean", "system": "Debian",
    "kernel": "Linux 6", "libc": "glibc 2", "hyperfine": "1.15.0", "gnuplot": "5.4", "jq": "1.6", "python": "3.11"}'

# The table of the good machine with this changed.
graded() { # assignment in jq
    jq "$1" <<<"$good" | jq -r -L results 'include "env"; table'
}

@test "a quiet machine of its own has no warning and nothing unknown" {
    graded . >table
    [ "$(grep -c '^ok ' table)" = "$(($(wc -l <table) - 2))" ]
    grep -q '^0 warnings, 0 unknown' table
}

@test "each thing that spoils figures is a warning with what to do about it" {
    while IFS='|' read -r change name advice; do
        graded "$change" >table
        echo "$change: $(grep -v '^ok' table)"
        grep -q '^1 warning, 0 unknown' table
        [[ $(grep -A9 "^warn *$name " table | tr -s ' \n' ' ') == *"$advice"* ]]
    done <<'CASES'
.cores_usable = 1|cores|give the virtual machine or the container two
.cores_quota = 1.5|quota|without --cpus
.threads_per_core = 2|siblings|taskset -c
.placement["0-1"] = "siblings"|distance|threads of one core now
.governor = "powersave"|governor|cpupower frequency-set -g performance
.turbo = "on"|turbo|no_turbo
.load_1min = 4.1|load|close them
.virtualisation = "KVM"|virtualisation|compare within a run
.aslr = 0|ASLR|randomize_va_space=2
.flags = "-O0"|compiler|make clean
.flags = "-O2 -fsanitize=thread"|compiler|make clean
.tree = "modified"|revision|commit
.hyperfine = null|hyperfine|make setup
.python = null|python|make setup
CASES
}

@test "what is hidden is unknown, and no error" {
    graded 'map_values(null) | .jq = "1.6"' >table
    grep -q '^unknown *governor$' table
    grep -q '^unknown *distance$' table
    grep -q '^unknown *load$' table
    grep -qE '^3 warnings, 13 unknown' table
}

@test "the table fits 80 columns, the JSON is one object" {
    BUILD=$built results/env --table >table
    [ "$(awk 'length > 80' table)" = "" ]
    [ "$(grep -cE '^(ok|warn|unknown) ' table)" = 17 ]
    BUILD=$built results/env | jq -e 'has("governor") and has("cache_line_round_trip_ns")'
    run results/env --nonsense
    [ "$status" = 2 ]
}

@test "the distance is measured between each pair of CPUs that may be used" {
    n=$(nproc)
    [ "$n" -le 8 ] || n=8
    [ "$("$built/lat_line" --format=json | wc -l)" = $((n * (n - 1) / 2)) ]
    "$built/lat_line" --format=json | jq -se 'all(.[]; .first < .second and .result > 0 and .elapsed_ns > 0)
        and (unique_by([.first, .second]) | length) == length'
    [ "$("$built/lat_line" | wc -l)" -ge 2 ]
}

@test "on one CPU, and without the program, the distance is unknown" {
    first=$(awk '/^Cpus_allowed_list/ { sub(/[-,].*/, "", $2); print $2 }' /proc/self/status)
    unknown='{"cache_line_round_trip_ns":null,"placement":null}'
    [ "$(BUILD=$built taskset -c "$first" results/distances)" = "$unknown" ]
    [ "$(BUILD=/nowhere results/distances)" = "$unknown" ]
    [[ $(taskset -c "$first" "$built/lat_line") == *"one CPU: no line travels"* ]]
}
