#!/usr/bin/env bats
# NAME: fails until it is done.

# shellcheck disable=SC2154  # helper.bash sets it
bats_require_minimum_version 1.5.0
load helper

@test "NAME: ends at 0, ten times out of ten" {
    for run in 1 2 3 4 5 6 7 8 9 10; do
        equal "run $run" "end balance: 0" \
            "$("$build/NAME" -q -n 200 | tail -n 1)"
    done
}

@test "NAME: its --help and its lesson say what it shows, no turn of yours is left" {
    run "$build/NAME" --help
    equal "exit code" 0 "$status"
    [[ $output != *YOURS* ]]
    run awk -v RS= '$2 == "NAME"' "$root/benches/lessons.txt"
    [[ $output == "lesson: NAME"* && $output != *YOURS* ]]
}
