#!/usr/bin/env bats
# make crash and make gil: what they show, with Python, without it, and with
# another one; and what they leave.

# shellcheck disable=SC2030,SC2031,SC2016,SC2154,SC2317  # bats; helper.bash sets these
bats_require_minimum_version 1.5.0
load helper
load tour/frame

# shows WORD...: exit code 0, no line over 80 columns, 24 rows with the prompt
shows() {
    run "$@"
    equal "exit code of $*: $output" 0 "$status"
    equal "wide lines of $*" "" "$(awk 'length > 80' <<<"$output")"
    [ "$(wc -l <<<"$output")" -le 23 ] ||
        equal "rows of $*" 23 "$(wc -l <<<"$output")"
}

# bare WORD...: on a PATH with what the scripts need and no Python but a fake
bare() {
    mkdir -p bin
    for name in sh bash env awk sed grep tr cat head tail sort rm mktemp dirname \
        timeout sleep stty; do
        ln -sf "$(command -v "$name")" bin/
    done
    shows env PATH="$PWD/bin" "$@"
}

# fake_python LINE: a python3 that does this, after it has told its version
fake_python() {
    mkdir -p bin
    printf '%s\n' '#!/bin/sh' '[ "$1" != -c ] || { echo 9.9.9; exit; }' "$1" >bin/python3
    chmod +x bin/python3
}

in_c=(' C       worker [0-9]* was killed by signal 9: item 3 is lost, 7 of 8 came'
    ' C       process [0-9]* was killed holding the lock, accounts 50 and 0 of 100'
    ' C       process [0-9]* was killed in put: its item is absent, the queue holds 0')

c_goes_on() {
    for line in "${in_c[@]}"; do
        grep -q "^ $line\$" <<<"$output" || equal "C" "$line" "$output"
    done
    [[ $output == *"the next map: [0, 1, 4]"*"mended it: 50 and 50"*"put and get: \"alive\""* ]]
}

@test "crash: this Python, in its version, and C, on one screen" {
    command -v python3 >/dev/null || skip "python3 is missing"
    HANG=5 shows "$tour/crash"
    version=$(python3 -c 'import platform; print(platform.python_version())')
    [[ $output == *"in Python $version and in C:"* ]]
    equal "ends in Python" 3 \
        "$(grep -c '^          \(hangs: ended after 5 s\|goes on in this version\)$' <<<"$output")"
    equal "deaths in Python" 3 "$(grep -c '^  Python  process [0-9]* is killed ' <<<"$output")"
    c_goes_on
}

@test "crash: in C the dead are named in text and record, and cost what was begun" {
    run build/crash_map -n 100000
    equal "exit code" 0 "$status"
    [[ ${lines[0]} == *"item 3 is lost, 99999 of 100000 came" ]]
    run build/crash_put --ready
    equal "exit code" 0 "$status"
    [[ ${lines[0]} == *" after its put: its item is there, the queue holds 1" ]]
    equal "items lost" 1 "$(build/crash_map --format=csv | sed -n '2s/.*,//p')"
    equal "exit code of the dead" -9 "$(build/crash_lock --format=csv | sed -n '2s/.*,//p')"
    equal "items in the queue" 0 "$(build/crash_put --format=csv | sed -n '2s/.*,//p')"
}

@test "crash: without Python C alone" {
    bare "$tour/crash"
    [[ $output == *"No python3 here: C alone."* && $output != *"  Python "* ]]
    c_goes_on
}

@test "crash: a Python that goes on, fails or is too slow is told as it is" {
    fake_python 'echo process 1 is killed in fun; echo [0, 1, 4]'
    bare "$tour/crash"
    equal "goes on" 3 "$(grep -c '^          goes on in this version$' <<<"$output")"
    [[ $output != *hangs* && $output == *"in Python 9.9.9 and"* ]]
    fake_python 'echo ValueError; exit 3'
    bare "$tour/crash"
    equal failed 3 "$(grep -c '^          ended with exit code 3$' <<<"$output")"
    fake_python 'sleep 1000'
    bare HANG=1 "$tour/crash"
    equal slow 3 "$(grep -c 'too slow to die within 1 s here' <<<"$output")"
    [[ $output != *hangs* ]]
    run env HANG=x "$tour/crash"
    equal "exit code" 2 "$status"
}

@test "crash: ended while Python hangs, nothing stays" {
    command -v python3 >/dev/null || skip "python3 is missing"
    for how in C-c TERM; do
        open_pane 80 24 env HANG=99 "$tour/crash"
        sees "^a pool's worker"
        within_minutes python_is_there
        case $how in
        TERM) kill -TERM "$(pgrep -f "^/bin/bash $tour/crash\$")" ;;
        *) press $how ;;
        esac
        case $how in
        TERM) left_sane 143 ;;
        *) left_sane 130 ;;
        esac
    done
}

python_is_there() {
    grep -lzsx "TOUR_MARK=$noted" /proc/[0-9]*/environ | sed 's/environ/cmdline/' |
        xargs cat 2>/dev/null | tr '\0' ' ' | grep -q 'python3 .*crash.py map'
}

@test "gil: Python as it is here and C, at 1 to 6 workers on one screen" {
    ROUNDS=1 shows "$tour/gil"
    for name in t g p; do
        matches "figures of $name" \
            "  $name  C, [a-z -]+ [0-9.]+ ms +[0-9.]+ ms +[0-9.]+ times as long" \
            "$(grep "^  $name  C" <<<"$output")"
    done
    if command -v python3 >/dev/null; then
        equal "figures of Python" 2 "$(grep -c '^  [TP]  Python, .* times as long$' <<<"$output")"
        [[ $output == *"Under a GIL threads take turns."* ||
            $output == *"This Python has no GIL"* ]]
    fi
}

# Fakes whose time is 10 ms, and under the GIL 10 ms for each worker.
fake_programs() {
    mkdir fake && ln -s "$build/cpu_count" fake/
    cat >fake/threads <<'END'
#!/bin/sh
for workers; do :; done # the last word
case "$*" in
*--gil*) ms=$((workers * 10)) ;;
*) ms=10 ;;
esac
printf 'program,gil,elapsed_ns\nx,0,%s000000\n' $ms
END
    chmod +x fake/threads
    cp fake/threads fake/processes
}

@test "gil: the plot and the figures are what was measured" {
    fake_programs
    bare BUILD=fake "$tour/gil"
    [[ $output == *"No python3 here: C alone."* ]]
    equal "the row of 1" "   1 | tgp  t p  t p  t p  t p  t p" "$(grep '^   1 |' <<<"$output" | sed 's/ *$//')"
    equal "the top row" "   6 |$(printf '%27s' '')g" "$(grep '^   6 |' <<<"$output" | sed 's/ *$//')"
    [[ $output == *"  g  C, threads --gil             10.0 ms     60.0 ms      6.0 times as long"* ]]
    [[ $output == *"  t  C, threads                   10.0 ms     10.0 ms      1.0 times as long"* ]]
}

@test "gil: a Python without a GIL is named, one that fails as well" {
    fake_programs
    fake_python 'printf "program,gil,elapsed_ns\nx,0,10000000\n"'
    bare BUILD=fake "$tour/gil"
    [[ $output == *"This Python has no GIL: its threads compute at once"* ]]
    [[ $output == *"T  Python, threads, no GIL "* ]]
    fake_python 'printf "program,gil,elapsed_ns\nx,5000000,10000000\n"'
    bare BUILD=fake "$tour/gil"
    [[ $output == *"Under a GIL threads take turns."* ]]
    fake_python 'echo no such module >&2; exit 1'
    run env PATH="$PWD/bin" BUILD=fake "$tour/gil"
    equal "exit code" 1 "$status"
    [[ $output == *"failed: no such module" ]]
}

@test "gil: Ctrl-C while it measures: nothing stays" {
    open_pane 80 24 env ROUNDS=9 "$tour/gil"
    sees '^Measuring'
    press C-c
    left_sane 130
}
