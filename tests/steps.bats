#!/usr/bin/env bats
# bank_steps beside its usual ways (those are in race.bats): hints without a goal,
# under a lock, and with too many orders; more tellers than the page has columns.

# shellcheck disable=SC2154  # helper's variables, and bats'
bats_require_minimum_version 1.5.0
load helper

setup() {
    PATH="$build:$PATH"
}

@test "by hand: without a goal there is no hint" {
    run bank_steps --updates=0 <<<$'?\naA\nq'
    equal "exit code" 0 "$status"
    [[ $output == *"Without a goal there is no hint."* ]]
    [[ $output == *"end balance: 1"* ]]
}

@test "by hand: a hint under the lock says to take it" {
    run bank_steps --lock --updates=1 --goal=0 <<<$'?\n?\nq'
    [[ $output == *"From here a+ can still lead to 0."* ]]
}

@test "by hand: under the lock no step back helps, and the hint says why" {
    run bank_steps --lock <<<$'a+aA\n?\n?\nq'
    [[ $output == *"nothing leads to 2. That is what the lock is for."* ]]
}

@test "by hand: the end says how many updates are lost" {
    run bank_steps --updates=0 <<<$'abABaA\nq'
    equal lost "1 of 3 updates lost" "${lines[-3]}"
    run bank_steps --updates=0 <<<$'abA\nq'
    [[ $output != *"updates lost"* ]]
}

@test "by hand: where there are too many orders the hint says so" {
    run timeout 60 bank_steps --tellers=4 --updates=30 --goal=1000 <<<$'?\n?\nq'
    equal "exit code" 0 "$status"
    [[ $output == *"Too many orders are left to try them all."* ]]
}

@test "with five tellers each line names its teller, within 80 columns" {
    run bank_steps --schedule=aAbBcCdDeE
    equal "exit code" 0 "$status"
    matches head ' *step teller +balance' "${lines[0]}"
    matches "first step" ' *1 A reads 0 +0' "${lines[1]}"
    matches "last step" ' *10 E writes 1 +1' "${lines[10]}"
    run ! grep -E ".{81}" <<<"$output"
}

@test "a window that is too long is refused by name" {
    run --separate-stderr bank_trials --window=2s
    equal "exit code" 2 "$status"
    matches message "bank_trials: --window: '2s' is not within 0 to 1s" "$stderr"
}
