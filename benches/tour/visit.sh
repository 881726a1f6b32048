# visit.sh - one lesson of the tour: ask, run, show; to be sourced by demo
# shellcheck shell=bash disable=SC2034,SC2154 # shared with demo and screens.sh
#
# phase: ask, run or shown. guess: as typed. failed: the exit code, if not 0.
# waits: for keys; without it the tour goes on by itself.

phase=ask guess='' failed='' key='' name='' waits=''
declare -A dots=([ask]=_ [run]=none [shown]=none)

# run_program FILE PROGRAM WORD...: its output to FILE, all but a key that says
# "leave" is thrown away meanwhile; returns its exit code
run_program() {
    start "$@"
    while [ "$interactive" ] && kill -0 "$child" 2>/dev/null; do
        read_key 100
        [ "$key" != leave ] || exit 0
    done
    finished
}

perform() {
    phase=run failed=''
    [ ! "$smart" ] || draw
    program_of "${word[$name.run]}"
    run_program "$room/output" "${program[@]}" || failed=$?
    plot "$name"
    phase=shown
    show
}

show() {
    if [ "$smart" ]; then draw; else (print_screen); fi
}

visit() {
    at=$1 name=${lessons[$1]} phase=ask guess='' failed=''
    show
}

# One key of the guess: a number of ten characters at most
type_guess() {
    [ $phase = ask ] || return 0
    case $1 in
    erase) [ "$guess" ] || return 0 ;;
    *) [ ${#guess} -lt 10 ] && [[ $guess$1 =~ ^-?[0-9]*\.?[0-9]*$ ]] || return 0 ;;
    esac
    if [ "$1" = erase ]; then guess=${guess%?}; else guess+=$1; fi
    if [ "$smart" ]; then
        draw
    elif [ "$1" = erase ]; then
        printf '\b \b'
    else
        printf '%s' "$1"
    fi
}
