#!/usr/bin/env bats
# Bad options: the whole matrix of tests/hard/options, and that nothing is started.

# shellcheck disable=SC2154,SC2030,SC2031  # helper; subshells of bats
bats_require_minimum_version 1.5.0
load helper

@test "each number of each program is refused when it is none, by name, in a line" {
    run env BUILD="$build" "$root/tests/hard/options"
    echo "$output"
    [ "$status" = 0 ]
    echo "# ${lines[-1]}" >&3
}

@test "a program that refuses its options has started nothing" {
    command -v strace >/dev/null || skip "strace is missing"
    strace -o /dev/null true 2>/dev/null || skip "ptrace is not allowed here"
    log=$BATS_TEST_TMPDIR/log
    # shellcheck disable=SC2016  # for the inner shell
    BUILD=$build strace -f --seccomp-bpf -e signal=none -e trace=execve,clone,clone3,fork,vfork -o "$log" \
        bash -c '
            . "$(dirname "$0")/common.sh"
            find_programs
            for program in "${programs[@]}"; do
                "$build/$program" --no-such-option || true
                while IFS="|" read -r name _; do
                    for text in "" 0x5 5abc 9223372036854775808; do
                        "$build/$program" "--$name=$text" </dev/null
                    done
                done < <(numeric_options "$program")
            done' "$root/tests/hard/common.sh" >/dev/null 2>&1 || true
    awk -v build="$build/" '
        / execve\("/ { ours[$1] = index($0, "execve(\"" build) ? $0 : "" }
        /(clone|clone3|fork|vfork)\(/ && ours[$1] { print ours[$1] ": " $0; started++ }
        ours[$1] && / execve/ && !/"--help"/ { programs++ }
        END { print programs " programs, " started + 0 " started something"
            exit started > 0 || programs < 200 }' "$log"
}
