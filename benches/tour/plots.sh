# plots.sh - a small plot for the lessons where one helps; to be sourced
# shellcheck shell=bash disable=SC2154 # common.sh and demo set these
#
# plot LESSON: writes it to $room/plot, a caption first; nothing where there is
# none. The programs run as in the lesson, so the figures are this machine's.

plot() {
    : >"$room/plot"
    : >"$room/values"
    case $1 in
    pool_map) chunks ;;
    threads | processes) cubes ;;
    file | shared_memory | queue | pipe) messages ;;
    bank_racy | bank_locked) balances ;;
    esac
}

# measure LABEL PROGRAM WORD...: its own time, in ms, as a line of the plot
measure() {
    local label=$1
    shift
    run_program "$room/record" "$build/$1" -q --format=csv "${@:2}" || return 0
    awk -F, -v label="$label" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == "elapsed_ns") at = i }
        NR == 2 { printf "%s\t%.6f\n", label, $at / 1e6 }
    ' "$room/record" >>"$room/values"
}

bars() { # CAPTION
    echo "$1" >"$room/plot"
    awk -F '\t' -f "$root/benches/tour/bars.awk" -v unit=ms -v width=36 \
        "$room/values" >>"$room/plot"
}

# As many workers as cores, within what a class can wait for.
cubes() {
    local n=30000000 w=2
    run_program "$room/record" "$build/cpu_count" || :
    read -r w _ <"$room/record" || w=2
    if [ "$w" -lt 2 ]; then w=2; elif [ "$w" -gt 6 ]; then w=6; fi
    measure '1 thread' threads -w 1 -n $n
    measure "$w threads" threads -w "$w" -n $n
    measure "$w threads --gil" threads -w "$w" -n $n --gil
    measure "$w processes" processes -w "$w" -n $n
    bars '30 million cubes in each:'
}

chunks() {
    local size
    for size in 1 10 100 5000; do
        measure "--chunk=$size" pool_map -w 2 -n 10000 --work=1us --chunk=$size
    done
    bars '10000 tasks of 1 us, 2 workers:'
}

messages() {
    local way
    for way in file shared_memory queue pipe; do
        measure $way $way -n 100000
    done
    bars '100000 numbers, each way:'
}

# Where eight more runs end, on a line from least to most.
balances() {
    local way
    for way in racy locked; do
        for _ in 1 2 3 4 5 6 7 8; do
            run_program "$room/record" "$build/bank_$way" -q --format=csv -n 200 || :
            awk -F, -v way=$way 'NR == 2 { print way, $NF }' "$room/record"
        done
    done >"$room/values"
    awk '
        { at = int(($2 + 200) / 400 * 56 + 1.5); runs[$1, at]++ }
        function strip(way,    i, text) {
            for (i = 1; i <= 57; i++)
                text = text (runs[way, i] ? runs[way, i] : i == 29 ? "|" : " ")
            printf "%-7s -200 %s 200\n", way, text
        }
        END {
            print "8 more runs each, 200 rounds: how many ended where (| is 0)"
            strip("racy")
            strip("locked")
        }' "$room/values" >"$room/plot"
}
