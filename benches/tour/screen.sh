# screen.sh - a full screen in the terminal: draw it, leave it sane; to be sourced
# shellcheck shell=bash disable=SC2034,SC2154 # shared with those who source it
#
# A terminal that can move its cursor shows one screen after another in place.
# Any other (TERM=dumb) shows them below each other. `smart` says which.

rows=${ROWS:-24} columns=80
smart='' saved='' home='' to_eol='' to_end=''

# measure_screen: sets rows and columns; returns 1 where they are what they were
measure_screen() {
    local before="$rows $columns"
    stty size >"$room/size" 2>/dev/null || :
    read -r rows columns <"$room/size" || :
    # A terminal that does not know its size says 0 0.
    if [ "${rows:-0}" -le 0 ]; then rows=24; fi
    if [ "${columns:-0}" -le 0 ]; then columns=80; fi
    [ "$rows $columns" != "$before" ]
}

# Before begin: what is to be known of the terminal.
know_terminal() {
    [ "$interactive" ] || return 0
    saved=$(stty -g)
    home=$(tput cup 0 0 2>/dev/null) && [ "${TERM:-dumb}" != dumb ] || return 0
    smart=1
    to_eol=$(tput el) to_end=$(tput ed)
}

# Keys come one by one and are not echoed; Ctrl-S and Ctrl-Z would leave a class
# in front of a screen that does not move.
enter_screen() {
    [ "$interactive" ] || return 0
    stty -echo -icanon -ixon susp undef
    measure_screen || :
    [ "$smart" ] || return 0
    tput smcup || :
    tput civis || :
}

# To the terminal, wherever stdout goes at this moment.
leave_screen() {
    [ "$saved" ] || return 0
    if [ "$smart" ]; then
        { tput sgr0 && tput cnorm && tput rmcup; } 2>/dev/null >/dev/tty || :
    else
        { echo >/dev/tty; } 2>/dev/null || :
    fi
    stty "$saved" 2>/dev/null || :
    saved=''
}

# Is the window large enough? If not, it says so.
fits_screen() {
    [ "$columns" -lt 80 ] || [ "$rows" -lt 24 ] || return 0
    local needs='This needs a window of 80 by 24.' is="This one is $columns by $rows."
    put_screen "${needs:0:columns}" "${is:0:columns}" ''
    return 1
}

# put_screen LINE...: from the top, the rest is cleared; the last line goes to
# the bottom.
put_screen() {
    local out=$home n=0 last=${!#}
    while [ $# -gt 1 ] && [ $((n += 1)) -lt "$rows" ]; do
        out+=$1$to_eol$'\n'
        shift
    done
    out+=$to_end
    for (( ; n < rows - 1; n++)); do out+=$'\n'; done
    printf '%s%s' "$out" "$last"
}
