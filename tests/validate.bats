#!/usr/bin/env bats
# Tests of results/validate, with instruments that print made-up figures.
# shellcheck disable=SC2154  # fixture.bash sets them

load fixture
eval "fixture_$(declare -f setup)"
setup() {
    fixture_setup
    cp "$here"/results/{validate,distances} "$tree/results"
    : | gcc -shared -x c -o build/inside.so -
    # Microseconds by FAKE_perf, FAKE_perf2, FAKE_stress, FAKE_lat..., a little off each time.
    cat >path/instrument <<'SH'
#!/bin/sh
echo "${0##*/} $*" >>"${FAKE_LOG:-/dev/null}"
case ${0##*/} in
perf) figure=${MPBENCH_PIN_CHILD+${FAKE_perf2-40}} figure=${figure:-${FAKE_perf-5}} ;;
stress-ng) figure=${FAKE_stress-450} ;;
lat_ipc) case $* in *one*) figure=${FAKE_one-5} ;; *) figure=${FAKE_two-40} ;; esac ;;
lat_start) figure=${FAKE_start-110} ;;
esac
[ "$figure" != fails ] || exit 1
awk -v f="$figure" -v name="${0##*/}" -v seed=$$ -v inside="$MPBENCH_INSIDE" -v inside_us="${FAKE_inside-450}" 'BEGIN {
    srand(seed); f *= 0.99 + 0.02 * rand()
    if (name == "perf") printf "     Total time: 0.1 [sec]\n\n   %f usecs/op\n   1 ops/sec\n", f
    else if (name == "stress-ng") printf "stress-ng: metrc: [1] fork  1000  0.1  0.1  0.1  %f  1.0\n", 1e6 / f >"/dev/stderr"
    else printf "{\"raw_ns\": [%f, %f, %f]}\n", f * 1e3, f * 1e3, f * 1e3
    if (inside != "") printf "{\"raw_ns\": [%f]}\n", inside_us * 1e3 >inside
}'
SH
    chmod +x path/instrument
    for p in perf stress-ng; do cp path/instrument path/$p; done
    for p in lat_ipc lat_start; do cp path/instrument build/$p; done
    export FAKE_LOG=$BATS_TEST_TMPDIR/log ROUNDS=5
}

two_cpus() {
    [ "$(nproc)" -ge 2 ] || skip "one CPU"
}

@test "what agrees is within 10%, figures stand side by side, and both alternate" {
    two_cpus
    run results/validate
    [ "$status" = 0 ]
    [[ $output =~ 'pipe, 1 CPU '.*' 1.0'.*'within 10%' ]]
    [ "$(grep -c 'within 10%$' <<<"$output")" = 3 ]
    [[ $output =~ 'fork, plain '.*' 0.2'.*'other job' ]]
    [ -z "$(awk 'length > 80' results/validate-*/table.txt)" ]
    [ "$(wc -l <results/validate-*/rounds.tsv)" = 21 ]
    jq -e .cores_usable results/validate-*/env.json
    # Ours first in every second round; the first two lines try what is there.
    [ "$(awk '/-l 6000|--row=pipe, on/ && $1 != last { printf "%s ", last = $1 }' "$FAKE_LOG")" = "perf lat_ipc perf lat_ipc perf lat_ipc " ]
    [ "$(grep -c 'l 6000' "$FAKE_LOG")" = 15 ]
    [ "$(find results -name '.new*')" = "" ]
}

@test "what differs by more than 10% is said and fails" {
    two_cpus
    FAKE_one=5.8 run results/validate
    [ "$status" = 1 ]
    [[ $output =~ 'pipe, 1 CPU '.*' 1.1'.*'not within' ]]
    [ "$(grep -c 'within 10%$' <<<"$output")" = 2 ]
    FAKE_inside=380 run results/validate
    [ "$status" = 1 ]
    [[ $output =~ 'fork, inside '.*' 0.8'.*'not within' ]]
}

@test "an instrument that is not there costs its rows and is named" {
    FAKE_perf=fails run results/validate
    [ "$status" = 0 ]
    [[ $output == *"perf bench: left out, no perf here that runs (Debian package linux-perf)"* ]]
    [[ $output != *"pipe, "* ]]
    FAKE_stress=fails run results/validate
    [ "$status" = 0 ]
    [[ $output == *"stress-ng: left out"*"stress-ng)"* ]]
    FAKE_perf=fails FAKE_stress=fails run results/validate
    [ "$status" = 1 ]
    [[ $output == *"neither perf nor stress-ng is here"* ]]
}

@test "ours that fails is not measured, and no success" {
    FAKE_one=fails run results/validate
    [ "$status" = 1 ]
    [[ $output == *"pipe, 1 CPU"*"not measured: 0 of 5 rounds gave both figures"* ]]
}

@test "on one CPU the row between two is left out" {
    run taskset -c 0 results/validate
    [ "$status" = 0 ]
    [[ $output == *"two CPUs: left out"* ]]
    [[ $output != *"2 CPUs "* ]]
}

@test "medians, interval and verdict are those of the rounds" {
    { printf 'row\tround\ttheirs_us\tours_us\n'
        for i in 1 2 3 4 5 6 7 8 9 10; do printf 'one\t%d\t10\t%s\n' $i "$(awk "BEGIN { print 9 + $i / 5 }")"; done
        for i in 1 2 3 4 5 6 7 8 9 10; do printf 'two\t%d\t10\t%s\n' $i "$(awk "BEGIN { print 10.35 + $i / 10 }")"; done
    } >rounds.tsv
    run awk -f results/validate.awk rounds.tsv
    [ "$status" = 0 ]
    # Ranks 2 and 9 of 10.
    [[ $output =~ 'pipe, 1 CPU '.*' 10.0 (10.0-10.0)  10.1 (9.20-11.0) 1.01 (0.94-1.08) within 10%' ]]
    [[ $output =~ 'pipe, 2 CPUs '.*' 1.09 (1.0'.*') within 10% ?' ]]
    [[ $output == *"? its interval reaches across the limit"* ]]
}

@test "wrong values are refused with 2" {
    for bad in 4 0 x 1e3 1000; do
        ROUNDS=$bad run results/validate
        [ "$status" = 2 ] && [[ $output == *"ROUNDS='$bad'"* ]]
    done
    run results/validate now
    [ "$status" = 2 ]
}
