# keys.sh - keys from the terminal, by name; to be sourced
# shellcheck shell=bash disable=SC2034,SC2154 # shared with those who source it

# Nobody writes to it, so that to read from it for a while is to sleep for that
# long, without a process.
nap=''
open_nap() {
    mkfifo "$room/nap"
    exec {nap}<>"$room/nap"
}

# read_byte MS: sets byte; returns 1 when none came within so many milliseconds.
# What ends all input is Ctrl-D.
#
# It asks with read -t 0, which takes nothing, and reads only what is there: a
# byte that comes at the moment when a read's time is over is lost in bash 5.2.
read_byte() {
    local left=$1 code=142 nothing
    [ "$nap" ] || open_nap
    reading=1
    while [ "$left" -gt 0 ] && [ ! "$ended" ]; do
        if read -rt 0; then
            # NUL is a byte too (-d ''); what Ctrl-C has thrown away since, is not.
            code=0 left=0
            IFS= read -rsn1 -d '' -t 1 byte || code=$?
        else
            left=$((left - 50))
            read -rn1 -t 0.05 -u "$nap" nothing || :
        fi
    done
    reading=''
    [ ! "$ended" ] || exit "$ended"
    [ $code -le 128 ] || return 1
    [ $code -eq 0 ] || byte=$'\x04'
}

# An escape sequence is read to its end, so that no part of it is taken for keys.
# Escape and another key is that key.
escape() {
    read_byte 100 || return 0
    case $byte in
    '[' | O) ;;
    *) name_key && return ;;
    esac
    while read_byte 100; do
        case $byte in
        [0-9\;]) ;;
        B | C) key=next && return ;;
        A | D) key=back && return ;;
        *) return ;;
        esac
    done
}

name_key() {
    case $byte in
    $'\r' | $'\n') key=enter ;;
    n | ' ') key=next ;;
    p) key=back ;;
    r) key=again ;;
    q | $'\x04') key=leave ;;
    $'\x7f' | $'\b') key=erase ;;
    [-0-9.]) key=$byte ;;
    esac
}

# read_key MS: sets key; empty when none came that means anything
read_key() {
    local byte=''
    key=''
    read_byte "$1" || return 0
    if [ "$byte" = $'\e' ]; then escape; else name_key; fi
}
