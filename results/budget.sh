# budget.sh - what the rows cost, and how many rounds there is time for; sourced by bench
# shellcheck shell=bash disable=SC2034,SC2154 # bench shares its variables

# Each row once, not kept: caches and pages warm, broken rows found, costs known.
# A quarter of the time is left for the rounds: on a slow machine some rows, not
# none, are measured.
warm_up() {
    local i began end=$((deadline - 25 * budget))
    for i in "${!alive[@]}"; do
        [ "${alive[i]}" = 1 ] || continue
        is_wanted "$i" || continue
        if ((now >= end)); then
            leave_out "$i" "no time was left to try it in the $budget s given"
            continue
        fi
        progress "warm-up" "row $((i + 1)) of ${#alive[@]}" $((deadline - now))
        began=$now
        if execute "$i" && ! jq -e type record.json >/dev/null 2>&1; then
            leave_out "$i" "printed a record that is no JSON"
        fi
        now_cs
        cost[i]=$((now - began + 1))
    done
    name_left_out
}

# Is anything of this row still to be measured?
is_wanted() { # row
    local r
    ((begun >= rounds)) || return 0
    for ((r = 1; r <= rounds; r++)); do
        ((${have[$1,$r]:-0} >= reps[$1])) || return 0
    done
    return 1
}

# Hundredths of a second that a round takes, less what of it is there already, and
# its costliest row.
weigh() { # round; 0: a whole one
    local i c
    round_cost=0 costliest=-1
    for i in "${!alive[@]}"; do
        [ "${alive[i]}" = 1 ] || continue
        c=$(((reps[i] - ${have[$i,$1]:-0}) * cost[i]))
        round_cost=$((round_cost + c))
        [ "$costliest" -ge 0 ] && ((c <= reps[costliest] * cost[costliest])) ||
            costliest=$i
    done
}

# As many of the planned rounds as the time allows; rows that do not even leave
# room for one go, the costliest first.
fit() {
    local left r
    ((deadline - now > 25 * budget)) || deadline=$((now + 25 * budget))
    left=$((deadline - now))
    weigh 0
    while [ "$costliest" -ge 0 ] && ((round_cost > left)); do
        leave_out "$costliest" "too slow for the $budget s given"
        weigh 0
    done
    name_left_out
    for ((fitting = 0, r = 1; r <= rounds; r++)); do
        # Those not yet begun all cost the same.
        ((r > begun + 1)) || weigh "$r"
        left=$((left - round_cost))
        ((left >= 0)) || break
        fitting=$r
    done
    [ "$fitting" = "$rounds" ] ||
        say "only $fitting of $rounds rounds: more do not fit in $budget s"
}
