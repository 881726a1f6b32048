#!/usr/bin/env bats
# Some rounds of random faults, so that `make test` has met them all: no hang, no
# wrong value, nothing left behind. Many more: make torture ROUNDS=10000

@test "some rounds of torture: nothing hangs, is wrong or is left behind" {
    program=${BUILD:?}/torture
    [ -x "$program" ] || skip "no $program: make test builds it"
    run "$BATS_TEST_DIRNAME/torture/run" "${TORTURE_ROUNDS:-200}"
    echo "$output"
    [ "$status" = 0 ]
}
