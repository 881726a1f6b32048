# common.sh - what the scripts of the tour share; to be sourced
# shellcheck shell=bash disable=SC2034 # variables are for those who source it
#
# BUILD=DIR  the built programs (build)      NO_COLOR=1  no colour, ever
# ROWS=N     how high a screen may be where there is no terminal (24)

export LC_ALL=C
me=${0##*/}
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-build}

die() {
    printf '%s: %s\n' "$me" "$*" >&2
    exit 1
}

usage() { # wrong usage
    printf '%s: %s\n' "$me" "$*" >&2
    exit 2
}

# Is there somebody to look at a screen and press keys?
interactive=''
if [ -t 0 ] && [ -t 1 ]; then interactive=1; fi

bold='' red='' green='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
fi

# --- what runs, and leaves nothing behind ------------------------------------

# A folder for output, gone at the end; and the one program that runs.
room='' child=''
begin() {
    room=$(mktemp -d)
    trap finish EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 131' QUIT
    trap 'exit 143' TERM
}

# start FILE PROGRAM WORD...: all that it says goes to FILE. What a signal makes
# of the child before it has become the program is nobody's business, so the
# streams are turned first.
start() {
    local file=$1
    shift
    { "$@" </dev/null & } >"$file" 2>&1
    child=$!
}

# Wait for it; returns its exit code.
finished() {
    local code=0
    wait "$child" || code=$?
    child=''
    return $code
}

# All that was started, also what start has not noted yet.
stop_child() {
    local pid
    for pid in $(jobs -p); do
        kill -TERM "$pid" 2>/dev/null || :
        wait "$pid" 2>/dev/null || :
    done
}

# leave_screen is screen.sh's, where that is in use.
leave_screen() { :; }

finish() {
    [ "$BASHPID" = $$ ] || return 0 # a child, see start
    trap '' HUP INT QUIT PIPE TERM
    stop_child
    leave_screen
    rm -rf -- "$room"
}
