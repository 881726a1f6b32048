#!/usr/bin/env bats
# What a class does to the programs: signals, less of everything, odd places. A
# share of what `make torture` does.

# shellcheck disable=SC2154  # helper
bats_require_minimum_version 1.5.0
load helper
load hard/frame

@test "a signal at a random moment ends a program, and nothing is left" {
    hard torture/signals 60
}

@test "one core, two processes, four descriptors, 16 MB, no /proc: done, or said in a line" {
    hard hard/limits core nproc=2 files=4 memory=16000 noproc
}

@test "an odd path, another language, a clock set back: built, measured, drawn" {
    hard hard/places path='-a "b'\''c' locale clock
}
