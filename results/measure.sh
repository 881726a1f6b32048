# measure.sh - the rounds of a run within its budget; sourced by bench
# shellcheck shell=bash disable=SC2034,SC2154 # bench shares its variables

progress() { # step, how far, hundredths of a second left
    local left
    printf -v left '%d:%02d' $(($3 / 6000)) $(($3 / 100 % 60))
    if [ -t 2 ]; then
        printf '\r\033[K%s: %s, %s left' "$1" "$2" "$left" >&2
    elif [ "${shown-}" != "$1" ]; then
        say "$1, $left left"
        shown=$1
    fi
}

# Each row once, not kept: caches and pages warm, broken rows found, costs known.
warm_up() {
    local i begun
    shuffled
    for i in "${!alive[@]}"; do
        [ "${alive[i]}" = 1 ] || continue
        progress "warm-up" "row $((i + 1)) of ${#alive[@]}" $((deadline - now))
        begun=$now
        execute "$i" || true
        now_cs
        cost[i]=$((now - begun + 1))
    done
    name_left_out
}

# Hundredths of a second that a round takes, and its costliest row.
weigh() {
    local i c
    round_cost=0 costliest=-1
    for i in "${!alive[@]}"; do
        [ "${alive[i]}" = 1 ] || continue
        c=$((reps[i] * cost[i]))
        round_cost=$((round_cost + c))
        [ "$costliest" -ge 0 ] && ((c <= reps[costliest] * cost[costliest])) ||
            costliest=$i
    done
}

# As many of the planned rounds as the time allows; rows that do not even leave
# room for one go, the costliest first.
fit() {
    local room
    room=$((deadline - now))
    weigh
    while [ "$costliest" -ge 0 ] && ((round_cost > room)); do
        leave_out "$costliest" "too slow for the $budget s given"
        weigh
    done
    name_left_out
    fitting=$rounds
    ((round_cost * rounds > room)) || return 0
    fitting=$((room / round_cost))
    say "only $fitting of $rounds rounds: more do not fit in $budget s"
    [ "$fitting" -ge 3 ] || say "that is too few to show a spread; a higher BUDGET gives more"
}

measure() {
    local i n
    now_cs
    deadline=$((now + 100 * budget))
    warm_up
    fit
    for ((done_rounds = 0; done_rounds < fitting; done_rounds++)); do
        weigh
        ((done_rounds < 3 || now + round_cost <= deadline)) || break
        shuffled
        n=0
        for i in ${order[@]+"${order[@]}"}; do
            n=$((n + 1))
            progress "round $((done_rounds + 1)) of $fitting" "$n of ${#order[@]}" \
                $((round_cost * (fitting - done_rounds) - round_cost * n / ${#order[@]}))
            if [ "${alive[i]}" = 1 ] && execute "$i"; then
                keep "$i" $((done_rounds + 1))
            fi
        done
        name_left_out
        now_cs
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
    [ "$done_rounds" = "$fitting" ] ||
        say "stopped after round $done_rounds of $fitting: the $budget s are over"
    [ -s raw.ndjson ] || die "no row of the plan could be run"
}
