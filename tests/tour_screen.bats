#!/usr/bin/env bats
# make demo and make why in a terminal: every screen, every key, and the terminal
# that they leave.

# shellcheck disable=SC2030,SC2031,SC2154,SC2317  # bats; helper.bash sets these
bats_require_minimum_version 1.5.0
load helper
load tour/frame

mapfile -t asked < <(asked)

done_asking='It is -?[0-9]|did not happen this time'

# slow_build PROGRAM: a build folder in which it sleeps
slow_build() {
    mkdir slow && ln -s "$build"/* slow/ && rm "slow/$1"
    printf '#!/bin/sh\necho started >%s\nexec sleep 1000\n' "$PWD/started" >"slow/$1"
    chmod +x "slow/$1"
    export BUILD=slow
}

# counting_build PROGRAM: a build folder in which it says the how-manieth run it is
counting_build() {
    mkdir counting && ln -s "$build"/* counting/ && rm "counting/$1"
    cat >"counting/$1" <<END
#!/bin/sh
echo >>'$PWD/runs'
echo "run \$(wc -l <'$PWD/runs')"
exec '$build/$1' "\$@"
END
    chmod +x "counting/$1"
    export BUILD=counting
}

# whole_screen NAME PLACE ROWS: the title above, the keys below, all in view
whole_screen() {
    screen >shown
    equal "rows" "$3" "$(wc -l <shown)"
    matches "title of $1" "$1 - .* $2 of ${#asked[@]}" "$(head -n 1 shown)"
    matches "last row of $1" '  Enter or [nr]: .* q: leave' "$(tail -n 1 shown)"
    grep -qF "? " shown || grep -q '?$' shown
}

# play_through COLUMNS ROWS: guess at each lesson, see it run, go on
play_through() {
    open_pane "$1" "$2" "$tour/demo"
    local place=0 name
    for name in "${asked[@]}"; do
        place=$((place + 1))
        sees "^$name - .* $place of "
        sees 'Your guess, a number: _'
        whole_screen "$name" $place "$2"
        press 4 2 Enter
        sees "$done_asking"
        whole_screen "$name" $place "$2"
        screen_shows 'Your guess, a number: 42'
        # Why it is so stands in full above the keys.
        because=$(awk -v name="$name" '$0 == "lesson: " name { on = 1 }
            on && /^because: / { print $2, $3, $4; exit }' "$lessons")
        grep -qF "  $because" shown || {
            cat shown
            return 1
        }
        press Enter
    done
    left_sane 0
}

@test "demo: played through in 80 by 24" {
    play_through 80 24
}

@test "demo: played through in 80 by 40" {
    play_through 80 40
}

@test "demo: keys: on, back, again, arrows, erase, leave" {
    counting_build bank_steps
    open_pane 80 24 "$tour/demo" steps
    sees "^steps - "
    press p
    sees '^bank_locked - '
    press Right
    sees '^steps - '
    press Left
    sees '^bank_locked - '
    press n
    sees '^steps - '
    press - 1 2 . 5 x BSpace BSpace
    sees 'number: -12$'
    press BSpace BSpace 1 Enter
    sees '^ *run 1'
    sees 'It is -1: exactly your guess'
    press r # keys that come while it runs are thrown away
    sees '^ *run 2'
    sees 'It is -1: exactly your guess'
    press Down
    sees '^caught - '
    press Up Up
    sees '^bank_locked - '
    press C-z C-s C-q Escape
    press q
    left_sane 0
    open_pane 80 24 "$tour/demo" "${asked[-1]}"
    sees 'n: the end'
    press n
    left_sane 0
}

@test "demo: Ctrl-C at every screen, before the run and after it" {
    for name in "${asked[@]}"; do
        open_pane 80 24 "$tour/demo" "$name"
        sees "^$name - "
        press C-c
        left_sane 130
    done
    # After one run each way to ask is the same: the fast ones will do.
    for name in cpu_count memory file steps crash_map; do
        open_pane 80 24 "$tour/demo" "$name"
        sees "^$name - "
        press Enter
        sees "$done_asking"
        press C-c
        left_sane 130
    done
}

@test "demo: ended while a program runs, by Ctrl-C, q, TERM or HUP: nothing stays" {
    slow_build bank_steps
    for how in C-c q C-\\ TERM HUP; do
        rm -f started
        open_pane 80 24 "$tour/demo" steps
        sees 'Your guess'
        press Enter
        within_minutes test -s started
        case $how in
        TERM | HUP) kill -$how "$(pgrep -f "^/bin/bash $tour/demo steps\$")" ;;
        *) press "$how" ;;
        esac
        case $how in
        C-c) left_sane 130 ;;
        q) left_sane 0 ;;
        C-*) left_sane 131 ;;
        TERM) left_sane 143 ;;
        HUP) left_sane 129 ;;
        esac
    done
}

# Bash 5.2 stumbles over a trap that is due while it reads a $( ): so the signal
# comes from a tool that draws the screen.
@test "demo: ended while the screen is drawn: it ends as told" {
    mkdir bin
    for tool in fold awk; do
        cat >"bin/$tool" <<END
#!/bin/sh
[ ! -e "$PWD/now" ] || kill -TERM "\$(pgrep -of "^/bin/bash $tour/demo steps\$")"
exec $(command -v "$tool") "\$@"
END
        chmod +x "bin/$tool"
        open_pane 80 24 env PATH="$PWD/bin:$PATH" "$tour/demo" steps
        sees '^steps - '
        touch now
        press Enter
        left_sane 143
        rm "bin/$tool" now
    done
}

# Its timer must not outlive it: the next read would jump back into this one.
@test "keys: a signal in the middle of a read with a time limit ends it after that" {
    mkfifo keys
    bash -c '. "${0%/*}/common.sh" && . "${0%/*}/keys.sh"
        leave_screen() { sleep 0.3 && : "$(echo)"; }
        begin
        echo $$ >reading
        read_byte 200' "$tour/keys" <>keys 2>errors &
    reader=$!
    wait_until test -s reading
    kill -TERM "$(cat reading)"
    code=0
    wait $reader || code=$?
    equal errors "" "$(cat errors)"
    equal "exit code" 143 "$code"
}

@test "keys: half a character of UTF-8, or a NUL, does not swallow the key after it" {
    printf '\303p\0r\n' | LC_ALL=C.UTF-8 bash -c '
        . "${0%/*}/common.sh" && . "${0%/*}/keys.sh"
        begin
        for _ in 1 2 3 4 5 6; do
            read_key 200
            printf "<%s>" "$key"
        done' "$tour/keys" >got
    equal keys "<><back><><again><enter><leave>" "$(cat got)"
}

@test "demo: the terminal is taken away: nothing stays" {
    slow_build bank_steps
    open_pane 80 24 "$tour/demo" steps
    sees 'Your guess'
    press Enter
    within_minutes test -s started
    close_pane
    within_minutes no_child_left
    open_pane 80 24 "$tour/demo" steps
    sees 'Your guess'
    close_pane
    within_minutes no_child_left
}

@test "demo: through make it leaves as sane" {
    open_pane 80 24 make -s -C "$root" O="$build" demo
    sees "^${asked[0]} - "
    press C-c
    left_sane 130
}
