# refused.sh - options that must be refused; to be sourced, after common.sh
# shellcheck shell=bash disable=SC2034,SC2154  # shared with options

# None of them is a number, or none that an option takes.
many=$(printf '%0400d' 0 | tr 0 7)
never=('' +5 1e3 0x10 5abc ' 5' '5 ' nan inf '1,5' 1.5 5- '5;id' '%n%s' "$many" "-$many"
    9223372036854775808 -9223372036854775809 18446744073709551617
    $'\xd9\xa3' $'\xef\xbc\x95' $'\xff' $'\xc3(' $'5\n' $'\r5' $'\e[2J5')
strays=(stray '' - '-5 ' ' ' $'two\nlines' $'\xff' "$many" --no-such-option
    --no-such-option=5 $'--\xff' --=5 -Z -qZ '-é')

# What a message shows of a text: printable, cut if it is long.
shown() {
    seen=${1:0:40}
    seen=${seen//[^ -~]/?}
}

# refused NAME TEXT PROGRAM ARGUMENT...: in a line that holds both
refused() {
    local name=$1 text=$2 status=0 lines
    shift 2
    cases=$((cases + 1))
    "$build/$1" "${@:2}" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
    mapfile -t lines <"$tmp/err"
    shown "$text"
    if [ "$status" != 2 ]; then
        complain "exit code $status" "$@"
    elif [ "${#lines[@]}" != 1 ]; then
        complain "${#lines[@]} lines" "$@"
    elif [ -s "$tmp/out" ]; then
        complain "stdout" "$@"
    elif [[ ${lines[0]} != "$1: "*"$name"* || ${lines[0]} != *"$seen"* ]]; then
        complain "does not name $name or '$seen'" "$@"
    fi
}

# ns VALUE VARIABLE: a number or a duration, as a whole number
ns() {
    local -n n=$2
    n=${1%%[nums]*}
    case $1 in
    *ns) ;;
    *us) n=$((n * 1000)) ;;
    *ms) n=$((n * 1000000)) ;;
    *s) n=$((n * 1000000000)) ;;
    esac
}

# The three ways to write an option, in turn: args, of name, letter and value.
form=0
give() { # text
    form=$(((form + 1) % 3))
    args=("--$name=$1")
    [[ $value == '['* || $form = 0 ]] || {
        args=("--$name" "$1")
        [[ $form = 1 || -z $letter ]] || args=("-$letter" "$1")
    }
}
