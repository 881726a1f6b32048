# What the tests of the tour stand in: the programs at hand as build/, a folder of
# their own, no terminal and no process left.
# shellcheck shell=bash disable=SC2034,SC2154 # shared with helper.bash and tests
load tour/pane

# asked: the lessons that have a question
asked() {
    awk '/^lesson: / { name = $2 } /^ask: / { print name }' "$root/benches/lessons.txt"
}

setup_file() {
    export BATS_TEST_TIMEOUT=900
}

setup() {
    mark_processes
    export BUILD=build
    tour=$root/benches/tour
    lessons=$root/benches/lessons.txt
    cd "$BATS_TEST_TMPDIR" || return
    ln -s "$build" build
}

teardown() {
    close_pane
    no_process_left
}
