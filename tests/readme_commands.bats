#!/usr/bin/env bats
# README files: every command in them.

@test "readme: every command runs as written" {
    cd "$BATS_TEST_DIRNAME/.."
    BUILD=${BUILD:-build} tests/readme/run
}
