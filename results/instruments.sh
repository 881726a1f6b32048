# instruments.sh - others' instruments and ours, for the same job; sourced by validate
# shellcheck shell=bash disable=SC2154 # validate has the rest
#
# What the others count as one operation:
#
#   perf bench sched pipe (tools/perf/bench/sched-pipe.c in Linux): two processes,
#   two pipes. The parent writes an int and reads one back, the child the other way
#   round; one "op" is a turn of that loop: a round trip, two messages. Its time
#   also has the fork before and the wait after the loop (under 1% of it here).
#   lat_ipc's raw row is the same with 12 bytes. perf has no pinning, so taskset
#   puts it on the first CPU, and for two CPUs its child moves itself to the second
#   one (tests/validate/inside.c).
#
#   stress-ng --fork (stress-fork.c, version 0.15.06): a turn is fork, _exit in the
#   child and waitpid, as lat_start's raw row; one "bogo op" is a child reaped. But
#   its process is another, with some 160 mappings and 25 libraries to copy where
#   lat_start has 20 mappings: four times the price. In each turn it also clears a
#   table of 128000 bytes (a tenth of the turn, for the page faults), and its child
#   calls setsid, setpgid and others (on a busy machine setsid makes it wait: a
#   session is a group of its own to the scheduler). So the plain figures are of two
#   jobs; they are shown and not judged. For the same job lat_start runs inside
#   stress-ng's own worker, which then forks and waits and no more (tests/validate/inside.c): what
#   is left to differ is the two loops and their clocks.
#
# Start and join of threads has no such row: stress-ng --pthread has conditions,
# signals and a dozen system calls in each thread, and perf has no such loop.

# Each prints microseconds for one operation, or nothing.
perf_pipe() { # loops; the environment may pin the child
    timeout 60 taskset -c "$first" perf bench sched pipe -l "$1" 2>/dev/null | awk '$2 == "usecs/op" { print $1 }'
}
perf_pipe_2() { MPBENCH_PIN_CHILD=$second LD_PRELOAD=$inside perf_pipe "$1"; }
# A round's figure is the least of three blocks, theirs as ours, of about the same
# length: others on the machine can only add to it.
least_of_3() { # command
    for _ in 1 2 3; do "$@"; done | sort -g | head -n 1
}
least_us() { jq -r '.raw_ns | min / 1000' 2>/dev/null; }
lat_ipc() { timeout 60 "$build/lat_ipc" --row="$1" --rounds=3 --block=30ms --format=json 2>/dev/null | least_us; }
# Turns of perf's loop that take as long as a block of ours. A turn between two CPUs
# costs 10 us here and 40 there, and on a virtual machine more in a long block than
# in a short one (38 us in 30 ms, 50 us in 300 ms, theirs as ours).
turns_in_a_block() { lat_ipc 'pipe, between' | awk '{ n = int(30000 / $1) } END { print n < 100 ? 1000 : n }'; }
stress_fork() { # operations
    timeout 60 taskset -c "$first" stress-ng --fork 1 --fork-ops "$1" --metrics-brief 2>&1 |
        awk '{ for (i = 1; i < NF; i++) if ($i == "fork" && $(i + 1) ~ /^[0-9]+$/ && $(i + 5) > 0) print 1e6 / $(i + 5) }'
}
stress_fork_bare() { MPBENCH_BARE=1 LD_PRELOAD=$inside stress_fork "$1"; }
lat_start() { timeout 60 taskset -c "$first" "$build/lat_start" --row=process --rounds=3 --block=100ms --format=json 2>/dev/null | least_us; }
lat_start_inside() {
    rm -f "$new/inside.json"
    MPBENCH_INSIDE=$new/inside.json LD_PRELOAD=$inside stress_fork 1 >/dev/null
    [ ! -s "$new/inside.json" ] || least_us <"$new/inside.json"
}

theirs() {
    case $1 in
    one) least_of_3 perf_pipe 6000 ;;
    two) least_of_3 perf_pipe_2 "$turns" ;;
    fork) least_of_3 stress_fork 500 ;;
    inside) least_of_3 stress_fork_bare 500 ;;
    esac
}
ours() {
    case $1 in
    one) lat_ipc 'pipe, on one' ;;
    two) lat_ipc 'pipe, between' ;;
    fork) lat_start ;;
    inside) lat_start_inside ;;
    esac
}
