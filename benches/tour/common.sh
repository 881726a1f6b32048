# common.sh - what the scripts of the tour share; to be sourced
# shellcheck shell=bash disable=SC2034 # variables are for those who source it
#
# ROWS=N     how high a screen may be where there is no terminal (24)

root=$(cd "$(dirname "$0")/../.." && pwd)
# die, and colour where somebody looks, as in the class commands.
# shellcheck source=../race/class/common.sh
. "$root/benches/race/class/common.sh"

usage() { # wrong usage
    printf '%s: %s\n' "$me" "$*" >&2
    exit 2
}

# Is there somebody to look at a screen and press keys?
interactive=''
if [ -t 0 ] && [ -t 1 ]; then interactive=1; fi

# --- what runs, and leaves nothing behind ------------------------------------

# A folder for output, gone at the end; and the one program that runs.
#
# From here on there is no $( ) and no <( ), but in a subshell: where a trap is
# due, bash 5.2 runs it while it reads such a one, and stumbles over its own ")".
room='' child='' reading='' ended=''
begin() {
    room=$(mktemp -d)
    trap finish EXIT
    trap 'end 129' HUP
    trap 'end 130' INT
    trap 'end 131' QUIT
    trap 'end 143' TERM
    trap 'end 141' PIPE # of itself a shell would die without its trap on EXIT
}

# Not in the middle of read -t: its clock would go on, and bash 5.2 would later
# jump back into the read that is gone. So read_byte does it, right after.
end() {
    ended=$1
    [ "$reading" ] || { trap '' HUP INT QUIT PIPE TERM && exit "$1"; }
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
