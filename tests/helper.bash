# What the bats files share. BUILD is the folder with the programs.
# shellcheck shell=bash disable=SC2034  # bats reads them

root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
build=$(cd "${BUILD:-$root/build}" && pwd) || {
    echo "no programs in ${BUILD:-build}: run make first" >&2
    exit 1
}
cells="cpu_count pool_map memory threads processes file shared_memory queue
       pipe bank_racy bank_locked"
export LC_ALL=C

# Every program that a test starts inherits this mark; see no_process_left.
mark_processes() {
    export MPBENCH_TEST="$BATS_TEST_NUMBER.$$.$RANDOM"
}

# Try a condition for ten seconds at most.
wait_until() {
    for ((i = 0; i < 500; i++)); do
        if "$@"; then return 0; fi
        sleep 0.02
    done
    echo "waited in vain until: $*"
    return 1
}

# (grep's exit code says nothing: some processes are gone before it reads them.)
no_marked_process() {
    local left
    left=$(env -u MPBENCH_TEST grep -lzsx "MPBENCH_TEST=$MPBENCH_TEST" \
        /proc/[0-9]*/environ) || :
    echo "$left"
    [ -z "$left" ]
}

no_process_left() {
    wait_until no_marked_process >"$BATS_TEST_TMPDIR/left" || {
        echo "left behind: $(sort -u "$BATS_TEST_TMPDIR/left")"
        return 1
    }
}

is_empty() {
    [ -z "$(ls -A "$1")" ]
}

# equal WHAT EXPECTED CAME
equal() {
    [ "$2" = "$3" ] || {
        printf '%s\nexpected: %s\ncame:     %s\n' "$1" "$2" "$3"
        return 1
    }
}

# matches WHAT EXTENDED-REGEX TEXT: the whole text
matches() {
    local regex="^($2)\$"
    [[ $3 =~ $regex ]] || {
        printf '%s\nexpected: %s\ncame:     %s\n' "$1" "$2" "$3"
        return 1
    }
}
