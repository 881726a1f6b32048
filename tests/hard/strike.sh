# strike.sh - start something, signal it at some moment, see what is left of it; to be
# sourced, after common.sh. tmp is the test's own folder, RANDOM is seeded.
# shellcheck shell=bash disable=SC2034,SC2154  # shared with its users

mkdir -p "$tmp/tmpdir"
mkfifo "$tmp/clock"
exec 9<>"$tmp/clock"

# Without a process: read waits for what never comes.
pass_us() {
    local us
    printf -v us '%06d' $(($1 % 1000000))
    read -r -t "$(($1 / 1000000)).$us" -u 9 _ || true
}

below() { # N: a number below it, from the seed
    number=$(((RANDOM * 32768 + RANDOM) % $1))
}

# start COMMAND...: a session of its own, with all signals as a terminal's shell
# would give them, and a mark that its children inherit. Sets pid.
start() {
    mark=MPBENCH_HARD=$$.$cases
    env "$mark" TMPDIR="$tmp/tmpdir" setsid env --default-signal "$@" \
        </dev/null >"$tmp/out" 2>"$tmp/err" 9>&- &
    pid=$!
}

# Until it is no more our shell, env or setsid, whose signals are not its own.
has_begun() { # the name that the process gets
    local name=
    for ((i = 0; i < 4000; i++)); do
        read -r name 2>/dev/null <"/proc/$pid/comm" || return 1
        [ "$name" != "${1:0:15}" ] || return 0
        pass_us 500
    done
    return 1
}

marked() {
    grep -lzsx "$mark" /proc/[0-9]*/environ 2>/dev/null
}

# nothing_left WHAT...: no process after two seconds, no file, no shared memory
nothing_left() {
    local i left='' new=
    for ((i = 0; i < 200; i++)); do
        left=$(marked | tr '\n' ' ')
        new=$(comm -13 <(printf '%s\n' "$shm") <(ls -A /dev/shm) | tr '\n' ' ')
        [ -n "$left$new" ] || [ -n "$(ls -A "$tmp/tmpdir")" ] || break
        pass_us 10000
    done
    [ -z "$left" ] || complain "processes left: $left" "$@"
    [ -z "$(ls -A "$tmp/tmpdir")" ] || complain "files left: $(ls -A "$tmp/tmpdir")" "$@"
    [ -z "$new" ] || complain "left in /dev/shm: $new" "$@"
    rm -rf "$tmp"/tmpdir/*
}

# strike WHOM SIGNAL [SIGNAL AFTER_US]: the process, or its group as a terminal does
strike() {
    local whom=$pid
    [ "$1" = process ] || whom=-$pid
    hit=1
    kill -s "$2" -- "$whom" 2>/dev/null || hit=0
    if [ $# -gt 2 ]; then
        pass_us "$4"
        kill -s "$3" -- "$whom" 2>/dev/null || true
    fi
    status=0
    wait "$pid" 2>/dev/null || status=$?
}
