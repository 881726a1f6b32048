#!/usr/bin/env bats
# stdout closed, full or without a reader: programs in C and in Python.

# shellcheck disable=SC2154  # helper
bats_require_minimum_version 1.5.0
load helper
load hard/frame

@test "stdout closed, full or unread, stdin closed: said in a line, never a hang or half a record" {
    hard hard/streams
}

@test "Python: a stdout that is full or closed is said in a line" {
    command -v python3 >/dev/null || skip "python3 is missing"
    cd "$root/benches/python"
    for p in [a-bd-z]*.py cpu_count.py; do
        for format in text csv; do
            run bash -c 'python3 -B "$0" --format="$1" 2>&1 >/dev/full' "$p" "$format"
            equal "$p $format full: exit code and lines" "1 1" "$status ${#lines[@]}"
        done
        run bash -c 'python3 -B "$0" 2>&1 >&-' "$p"
        equal "$p closed: exit code and lines" "1 1" "$status ${#lines[@]}"
    done
}
