# common.sh - what the scripts of results/ and plots/ share; to be sourced
# shellcheck shell=bash disable=SC2034 # variables are for those who source it

me=${0##*/}

die() {
    printf '%s: %s\n' "$me" "$*" >&2
    exit 1
}

say() {
    printf '%s: %s\n' "$me" "$*" >&2
}

# need TOOL PACKAGE [LEAST VERSION-TEXT]: collects what is missing or too old
missing=
need() {
    if ! command -v "$1" >/dev/null; then
        missing+=" $1 (Debian package $2${3:+, version $3 or later})"
    elif [ "${3-}" ] && ! printf '%s\n' "$3" "${4##*[!0-9.]}" | sort -VC; then
        missing+=" $1 $3 or later (Debian package $2; this is ${4:-unknown})"
    fi
}

all_there() {
    [ -z "$missing" ] || die "missing:$missing; 'make setup' installs them"
}

# Seconds since boot in hundredths: a clock that nobody sets back.
now_cs() {
    local up
    read -r up _ </proc/uptime
    up=${up/./}
    now=$((10#$up))
}

# A run by its name in results/ or by its folder: sets run.
find_run() { # folder of results, name or folder
    run=$2
    [ -d "$run" ] || run=$1/$2
    run=$(cd "$run" 2>/dev/null && pwd -P) ||
        die "$2: no such run; 'make bench' makes one"
}
