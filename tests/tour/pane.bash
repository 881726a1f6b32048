# A terminal to press keys in and to look at: tmux. For the tests of the tour.
# shellcheck shell=bash disable=SC2154 # helper.bash sets these

# A server for each terminal, so that none meets the end of the one before.
panes=0
pane() {
    tmux -L "$MPBENCH_TEST.$panes" "$@"
}

# open_pane COLUMNS ROWS WORD...: run the command in a new terminal; what it
# writes goes to $noted/raw as well. No spaces in the words.
open_pane() {
    command -v tmux >/dev/null || skip "tmux is missing"
    local columns=$1 rows=$2
    shift 2
    close_pane
    panes=$((panes + 1))
    noted=$(mktemp -d "$BATS_TEST_TMPDIR/pane.XXXXXX")
    pane -f /dev/null new-session -d -x "$columns" -y "$rows" \
        "until [ -e '$noted/go' ]; do sleep 0.01; done; exec '$root/tests/tour/in-pane' '$noted' $*" 3>&- 4>&-
    pane pipe-pane "cat >>'$noted/raw'"
    : >"$noted/go"
}

close_pane() {
    pane kill-server 2>/dev/null || :
}

press() {
    pane send-keys "$@"
}

screen() {
    pane capture-pane -p
}

screen_shows() {
    screen | grep -Eq -- "$1"
}

# Try a condition for two minutes at most: whole programs run in between.
within_minutes() {
    local end=$((SECONDS + 120))
    until "$@"; do
        if [ $SECONDS -ge $end ]; then
            echo "waited in vain until: $*"
            screen
            return 1
        fi
        sleep 0.02
    done
}

# sees REGEX: it will be on the screen
sees() {
    within_minutes screen_shows "$1"
}

has_ended() {
    [ -e "$noted/code" ]
}

no_child_left() {
    # Its exit code says nothing: some are gone before it reads them.
    # shellcheck disable=SC2143
    [ -z "$(grep -lzsx "TOUR_MARK=$noted" /proc/[0-9]*/environ)" ]
}

# left_sane CODE: it has ended, the terminal is as before, nothing runs, no file
# stays
left_sane() {
    within_minutes has_ended
    equal "exit code" "$1" "$(cat "$noted/code")"
    equal "terminal settings" "$(cat "$noted/before")" "$(cat "$noted/after")"
    equal "alternate screen, cursor" "0 1" \
        "$(pane display-message -p '#{alternate_on} #{cursor_flag}')"
    within_minutes no_child_left
    equal "errors" "" "$(grep -v '^make: ' "$noted/errors")"
    equal "temporary files" "" "$(ls -A "$noted/tmp")"
}
