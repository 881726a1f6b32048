# measure.sh - the rounds of a run within its budget; sourced by bench
# shellcheck shell=bash disable=SC2004,SC2034,SC2154 # bench shares its variables

progress() { # step, how far, hundredths of a second left
    local left=$(($3 > 0 ? $3 : 0))
    printf -v left '%d:%02d' $((left / 6000)) $((left / 100 % 60))
    if [ -t 2 ]; then
        printf '\r\033[K%s: %s, %s, %s left' "$me" "$1" "$2" "$left" >&2
    elif [ "${shown-}" != "$1" ]; then
        say "$1, $left left"
        shown=$1
    fi
}

# The rows of a round in an order of its own, from the seed: the same order in
# whatever sitting, whichever rows are left out.
shuffled() { # round
    local i j k
    RANDOM=$(((seed * 7919 + $1 * 104729) % 2147483647))
    order=()
    for i in "${!reps[@]}"; do
        for ((j = reps[i]; j > 0; j--)); do order+=("$i"); done
    done
    for ((i = ${#order[@]} - 1; i > 0; i--)); do
        j=$(((RANDOM * 32768 + RANDOM) % (i + 1)))
        k=${order[i]} order[i]=${order[j]} order[j]=$k
    done
}

# What of a round is not there yet.
one_round() { # round
    local i n=0
    shuffled "$1"
    for i in "${order[@]}"; do
        n=$((n + 1))
        if ((${have[$i,$1]:-0} > 0)); then
            have[$i,$1]=$((${have[$i,$1]} - 1))
        elif [ "${alive[i]}" = 1 ]; then
            progress "round $1 of $fitting" "$n of ${#order[@]}" \
                $((whole_cost * (fitting - $1 + 1) - whole_cost * n / ${#order[@]}))
            execute "$i" && keep "$i" "$1"
        fi
    done
    name_left_out
    now_cs
}

measure() {
    local r whole_cost
    read_rows
    now_cs
    deadline=$((now + 100 * budget))
    warm_up
    fit
    for ((done_rounds = 0; done_rounds < fitting; done_rounds++)); do
        r=$((done_rounds + 1))
        weigh 0
        whole_cost=$round_cost
        weigh "$r"
        ((done_rounds < 3 || now + round_cost <= deadline)) || break
        one_round "$r"
    done
    clear_line
    [ "$done_rounds" = "$fitting" ] ||
        say "stopped after round $done_rounds of $fitting: the $budget s are over"
    [ -s raw.ndjson ] || die "no row of the plan could be run"
    [ "$done_rounds" -ge 6 ] ||
        say "fewer than 6 rounds are too few for a 95% interval: a higher BUDGET or ROUNDS gives more"
}
