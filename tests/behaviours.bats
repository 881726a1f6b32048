#!/usr/bin/env bats
# tests/README.md says which test holds which behaviour; here: each of them
# exists. And what no run can show of libmp: what it does not call.

setup() {
    here=$BATS_TEST_DIRNAME
    BUILD=${BUILD:-$here/../build}
}

# Is there a test of this name, registered to run, in this suite?
exists() {
    case $1 in
    *.bats) grep -qF "@test \"$2\"" "$here/$1" ;;
    torture) grep -qF "{\"$2\"," "$here/torture/torture.c" ;;
    *) grep -qx "START_TEST($2)" "$here/lib/$1.c" &&
        [ "$(grep -cw "$2" "$here/lib/$1.c")" -gt 1 ] ;;
    esac
}

@test "every test that README.md names exists" {
    named=0 missing=0
    # shellcheck disable=SC2016  # backquotes, as they stand in README.md
    while IFS= read -r entry; do
        suite=${entry%%: *} name=${entry#*: }
        [ "$suite" != suite ] || continue # the tables' heads
        named=$((named + 1))
        exists "$suite" "$name" && continue
        missing=$((missing + 1))
        echo "$entry: not there, but in" \
            "$(grep -lrw --include='*.c' --include='*.bats' "$name" "$here" |
                sed 's,.*/,,' | tr '\n' ' ')"
    done < <(grep -o '`[^`]*: [^`]*`' "$here/README.md" | tr -d '`')
    echo "$named named, $missing missing"
    [ "$missing" = 0 ]
    [ "$named" -gt 100 ]
}

@test "libmp waits by the monotonic clock, on futexes and pipes, and names no file" {
    calls=$(nm -u "$BUILD/libmp.a" | awk 'NF == 2 { print $2 }' | sort -u)
    grep -qx clock_gettime <<<"$calls" # it is readable
    run grep -Ex 'pthread_cond_.*|sem_.*|pthread_mutex_timedlock|gettimeofday|time|ftime' <<<"$calls"
    [ -z "$output" ]
    run grep -Ex 'shm_open|mkstemp.*|mkdtemp|tmpfile.*|mkfifo|creat.*|sem_open|mq_open' <<<"$calls"
    [ -z "$output" ]
    run grep -rn CLOCK_REALTIME "$here/../lib/mp"
    [ -z "$output" ]
}
