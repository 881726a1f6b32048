# common.sh - what the scripts of results/ and plots/ share; to be sourced
# shellcheck shell=bash disable=SC2034 # variables are for those who source it

me=${0##*/}

# One plain line, whatever is in a file or a name.
say() {
    local text="$*"
    printf '%s: %s\n' "$me" "${text//[[:cntrl:]]/?}" >&2
}

die() {
    say "$@"
    exit 1
}

# A file opened next would take its place, and its lines.
{ : >&1; } 2>/dev/null || die "stdout is closed"

# Off with the progress line, where there is one.
clear_line() {
    [ ! -t 2 ] || printf '\r\033[K' >&2
}

# Where the reader has left, a shell would die without its trap on EXIT.
trap 'exit 141' PIPE

# goes_at_exit NAME...: the file or folder that each of these variables then names is
# removed at the end, however it comes. Meanwhile a second signal, which would end rm
# as well, changes nothing.
going=()
goes_at_exit() {
    going=("$@")
    trap tidy EXIT
    trap 'end_by 129' HUP
    trap 'end_by 130' INT
    trap 'end_by 143' TERM
}
# (Where two signals came at once, the second's trap would end the tidying.)
end_by() { # exit code
    trap '' HUP INT TERM
    exit "$1"
}
tidy() {
    local name
    trap '' HUP INT TERM
    for name in "${going[@]}"; do
        [ -z "${!name-}" ] || rm -rf -- "${!name}"
    done
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

# put FILE COMMAND...: its output into the file, or one line that says why not.
# A full disk shows here: not all that write say so themselves.
put() {
    local file=$1 why
    shift
    # shellcheck disable=SC2001 # more than ${} does
    why=$("$@" 2>&1 >"$file") ||
        die "${PWD##*/}/$file: $(sed 's/^.*: line [0-9]*: //;q' <<<"${why:-${1##*/} failed}")"
    [ -z "$why" ] || printf '%s\n' "$why" >&2
}

# One measuring at a time: the lock is held by this process and all that it
# starts. Where the holder was killed, what it had started is waited for.
only_one() { # lock file, seconds for which an execution may go on
    local holder
    [ -w "${1%/*}" ] || die "${1%/*} cannot be written (read-only?): measure in a copy of the tree"
    exec 9>>"$1"
    flock -n 9 && echo $$ >"$1" && return
    holder=$(tail -n 1 "$1")
    if [ ! -d "/proc/${holder:-none}" ]; then
        say "process $holder was killed: waiting for what it had started"
        flock -w $(($2 + 2)) 9 && echo $$ >"$1" && return
    fi
    die "another run is measuring (process $holder): one at a time"
}

# work FUNCTION...: in a process group of its own, so that one signal to this script
# or to a terminal's group ends all that it runs, with one line; $new goes then too.
work() {
    local s code=0
    for s in INT TERM HUP; do
        # shellcheck disable=SC2064 # each trap with its own signal
        trap "stop_work $s" "$s"
    done
    set -m
    "$@" &
    worker=$!
    set +m
    wait "$worker" || code=$?
    trap - INT TERM HUP
    return "$code"
}
stop_work() { # signal; a second one changes nothing
    trap '' INT TERM HUP
    { kill -s TERM -- "-$worker" && wait "$worker"; } 2>/dev/null || true
    rm -rf -- "${new-}"
    say "stopped; nothing kept" || true
    trap - "$1" EXIT
    kill -s "$1" $$
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
