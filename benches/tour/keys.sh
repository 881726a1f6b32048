# keys.sh - keys from the terminal, by name; to be sourced
# shellcheck shell=bash disable=SC2034 # key is for those who source it

# read_byte SECONDS: sets byte; returns 1 when none came in time. What ends all
# input is Ctrl-D.
read_byte() {
    local code=0
    reading=1
    IFS= read -rsn1 -t "$1" byte || code=$?
    reading=''
    [ ! "$ended" ] || exit "$ended"
    [ $code -le 128 ] || return 1
    [ $code -eq 0 ] || byte=$'\x04'
    [ "$byte" ] || byte=$'\r'
}

# An escape sequence is read to its end, so that no part of it is taken for keys.
# Escape and another key is that key.
escape() {
    read_byte 0.05 || return 0
    case $byte in
    '[' | O) ;;
    *) name_key && return ;;
    esac
    while read_byte 0.05; do
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
    $'\r') key=enter ;;
    n | ' ') key=next ;;
    p) key=back ;;
    r) key=again ;;
    q | $'\x04') key=leave ;;
    $'\x7f' | $'\b') key=erase ;;
    [-0-9.]) key=$byte ;;
    esac
}

# read_key SECONDS: sets key; empty when none came that means anything
read_key() {
    local byte=''
    key=''
    read_byte "$1" || return 0
    if [ "$byte" = $'\e' ]; then escape; else name_key; fi
}
