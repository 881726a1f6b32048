# common.sh - what the class commands share; to be sourced
# shellcheck shell=sh disable=SC2034 # variables are for those who source it
#
# BUILD=DIR  the built programs (build)     NO_COLOR=1  no colour, ever

export LC_ALL=C
me=${0##*/}
race=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-build}

die() {
    printf '%s: %s\n' "$me" "$*" >&2
    exit 1
}

# need TOOL PACKAGE WHAT-FOR
need() {
    command -v "$1" >/dev/null ||
        die "$1 is missing (Debian package $2): $3"
}

# programs NAME...: each must be built
programs() {
    for program; do
        [ -x "$build/$program" ] ||
            die "no $program in $build: 'make' builds it there"
    done
}

# Colour where somebody looks, and does not mind.
bold='' red='' green='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    escape=$(printf '\033')
    bold="${escape}[1m" red="${escape}[31m" green="${escape}[32m" plain="${escape}[0m"
fi

heading() {
    printf '%s%s%s\n' "$bold" "$*" "$plain"
}

# The cores that the tellers may use, as the programs count them.
cores() {
    "$build/cpu_count" -q | sed 's/ .*//'
}

# Room for files that goes with the script. What is to run from there is made
# below a folder of programs: /tmp may be mounted so that nothing runs in it.
make_room() { # folder
    room=$(mktemp -d -p "$1")
    trap 'end_by $?' EXIT
    trap 'end_by 130' INT
    trap 'end_by 143' TERM
    trap 'end_by 129' HUP
    trap 'end_by 141' PIPE # of itself a shell would die without its trap on EXIT
}
end_by() { # exit code; a second signal changes nothing
    trap '' HUP INT TERM PIPE
    trap - EXIT
    rm -rf -- "$room"
    exit "$1"
}
