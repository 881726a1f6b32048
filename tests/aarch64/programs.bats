#!/usr/bin/env bats
# Every program of the aarch64 build says with no arguments what the native one
# says: the cells word for word, those that race or measure begin alike.
#
# Run by tests/aarch64/run. NATIVE: the native build; BUILD: the emulated one.
# shellcheck disable=SC2154  # helper's variables
load ../helper

# What a program says; pids, addresses, times and what chance decides masked.
said() { # folder, program
    local mask=(-e 's/0x[0-9a-f]+/ADDRESS/g' -e 's/[0-9]+:[0-9:.]+/TIME/g'
        -e 's/(pid|PID)(:? | of parent process: )[0-9]+/PID/g')
    local options=() whole=(sort)
    if [[ " ${cells//$'\n'/ } " != *" $2 "* ]]; then
        mask+=(-e 's/-?[0-9]+(\.[0-9]+)?/N/g' -e 's/[ ]+/ /g')
        whole=(head -n 1)
    fi
    [ "$2" != bank_racy ] || mask+=(-e 's/balance: -?[0-9]+/balance: N/' -e '/^.no loss/d')
    ! "$NATIVE/$2" --help | grep -q -e --rounds || options=(--rounds=3)
    case $2 in # millions of items, a thousand processes: emulated, minutes
    scale_queue) options+=(--items=4000000) ;;
    scale_pool) options+=("--row=32 workers") ;;
    calls_queue) options+=(--row=one-to-one) ;;
    esac
    timeout -k 1 300 "$1/$2" "${options[@]}" </dev/null >"$BATS_TEST_TMPDIR/out" ||
        [[ $2 == lat_* || $2 == bw_* ]] || echo "exit code $?" # busy: 1
    sed -E "${mask[@]}" "$BATS_TEST_TMPDIR/out" | "${whole[@]}"
}

@test "every program says what the native one says" {
    local compared=0 bad=0 path program
    for path in "$build"/*; do
        program=${path##*/}
        if grep "^programs $program " "$BATS_TEST_DIRNAME/skip"; then
            continue
        fi
        equal "$program" "$(said "$NATIVE" "$program")" "$(said "$build" "$program")" ||
            bad=$((bad + 1))
        compared=$((compared + 1))
    done
    [ "$bad" = 0 ] && [ "$compared" -ge 20 ]
}
