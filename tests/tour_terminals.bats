#!/usr/bin/env bats
# make demo and make why in terminals that are small, dumb or change their size,
# with keys mashed, and by itself.

# shellcheck disable=SC2030,SC2031,SC2154,SC2317  # bats; helper.bash sets these
bats_require_minimum_version 1.5.0
load helper
load tour/frame

done_asking='It is -?[0-9]|did not happen this time'

# no_escapes: nothing but text and line ends went to the terminal
no_escapes() {
    equal "$1" "" "$(LC_ALL=C tr -d ' -~\n\r\b' <"$noted/raw" | od -c | head -n 2 | sed '$d')"
}

@test "demo: in a dumb terminal it goes on below, in plain text" {
    open_pane 80 40 env TERM=dumb "$tour/demo" steps
    sees '^steps - '
    sees 'Your guess, a number: ?$'
    press 1 BSpace - 1
    sees 'Your guess, a number: -1$'
    press Enter
    sees 'It is -1: exactly your guess'
    press n
    sees '^caught - '
    press C-c
    left_sane 130
    no_escapes "escapes in a dumb terminal"
}

@test "demo: colour in a terminal, none with NO_COLOR, and the words are the same" {
    open_pane 80 24 "$tour/demo" steps
    sees '^steps - '
    press Enter
    sees "$done_asking"
    screen >coloured
    grep -q $'\e\[1m' "$noted/raw"
    grep -q $'\e\[32m' "$noted/raw"
    press q
    left_sane 0
    open_pane 80 24 env NO_COLOR=1 "$tour/demo" steps
    sees '^steps - '
    press Enter
    sees "$done_asking"
    equal words "$(cat coloured)" "$(screen)"
    run ! grep -q $'\e\[\(1\|3[0-9]\)m' "$noted/raw"
    press q
    left_sane 0
}

@test "demo: resized in the middle: it fits again, or says what it needs" {
    open_pane 80 24 "$tour/demo" orders
    sees '^orders - '
    pane resize-window -x 60 -y 24
    sees 'This needs a window of 80 by 24'
    pane resize-window -x 80 -y 20
    sees 'This one is 80 by 20'
    press Enter
    pane resize-window -x 100 -y 40
    sees "$done_asking"
    # There is room for all of it now.
    sees '^ *commonest, '
    sees '^orders - '
    equal "last row" 40 "$(screen | grep -n 'q: leave' | cut -d: -f1)"
    pane resize-window -x 80 -y 24
    sees '\.\.\. \([0-9]+ more\)'
    within_minutes bottom_is_keys
    pane resize-window -x 20 -y 3
    sees 'This needs a window'
    press q
    left_sane 0
}

bottom_is_keys() {
    [[ $(screen | sed -n 24p) == *"q: leave" && $(screen | head -n 1) == orders* ]]
}

@test "demo: resized while a program runs" {
    mkdir slow && ln -s "$build"/* slow/ && rm slow/bank_steps
    printf '#!/bin/sh\necho x >%s\nread -r x <%s\necho end balance: 5\n' \
        "$PWD/started" "$PWD/go" >slow/bank_steps
    chmod +x slow/bank_steps
    mkfifo go
    export BUILD=slow
    open_pane 80 24 "$tour/demo" steps
    sees '^steps - '
    press Enter
    within_minutes test -s started
    pane resize-window -x 90 -y 30
    echo >go
    sees 'It is 5'
    within_minutes keys_in_row_30
    press q
    left_sane 0
}

keys_in_row_30() {
    [[ $(screen | sed -n 30p) == *"q: leave" ]]
}

# mash SEED: 300 bytes, none of which leaves
mash() {
    local -a keys=()
    local byte
    RANDOM=$1
    while [ ${#keys[@]} -lt 300 ]; do
        byte=$((RANDOM % 256))
        case $byte in
        3 | 4 | 28 | 113) ;; # Ctrl-C, Ctrl-D, Ctrl-\, q
        *) keys+=("$(printf %02x $byte)") ;;
        esac
        [ $((RANDOM % 8)) != 0 ] || keys+=(1b 5b $((41 + RANDOM % 4)))
        [ $((RANDOM % 16)) != 0 ] || keys+=(0d)
    done
    press -H "${keys[@]}"
}

@test "demo: keys mashed: it lives, fits its screen and leaves" {
    mkdir quick && ln -s "$build"/* quick/
    for seed in ${SEED:-$RANDOM $RANDOM $RANDOM}; do
        echo "SEED=$seed"
        open_pane 80 24 "$tour/demo"
        sees '^cpu_count - '
        mash "$seed"
        press q
        # The mashed keys may have gone through to the end.
        within_minutes has_ended
        left_sane 0
    done
}

@test "demo: AUTO=1 in a terminal needs no key; q still leaves" {
    open_pane 80 24 env AUTO=1 "$tour/demo" crash_map
    sees '^crash_map - '
    sees '^crash_lock - '
    sees '^crash_put - '
    left_sane 0
    open_pane 80 24 env AUTO=1 "$tour/demo"
    sees '^cpu_count - '
    press q
    left_sane 0
}

@test "why: every lesson with its line on a screen; keys; Ctrl-C" {
    run "$tour/why" </dev/null
    equal "exit code" 0 "$status"
    equal "wide lines" "" "$(awk 'length > 80' <<<"$output")"
    count=$(grep -c '^programs: ' "$root/benches/lessons.txt")
    equal titles "$count" "$(grep -cE "^[a-z_]+ .* [0-9]+ of $count\$" <<<"$output")"
    # Each line that it names has the mark.
    [ "$(grep -c '^  read ' <<<"$output")" -ge "$count" ]
    while IFS=: read -r file line; do
        sed -n "${line}p" "$root/$file" | grep -qF '/* <--' ||
            equal "$file:$line" "a line with the mark" "none"
    done < <(sed -n 's/^  read  //p' <<<"$output")
    open_pane 80 24 "$tour/why" queue
    sees '^queue - .* of '
    sees 'read  benches/queue.c:[0-9]+'
    sees "^ *[0-9]+>.*mp_queue_put"
    press n
    sees '^pipe - '
    press Left
    sees '^queue - '
    pane resize-window -x 70 -y 20
    sees 'This needs a window of 80 by 24'
    pane resize-window -x 80 -y 24
    sees '^queue - '
    press C-c
    left_sane 130
    run "$tour/why" nothing
    equal "exit code" 2 "$status"
}
