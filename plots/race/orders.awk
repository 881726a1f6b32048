# orders.awk - where all orders end, and where the machine's races end

function percent(p) { return sprintf(p < 9.95 ? "%.1f%%" : "%.0f%%", p) }

# Where the machine goes most often beyond its part of the orders.
function finding(    i, b, more, most)
{
    for (i = 1; i <= ends; i++) {
        b = end[i]
        more = 100 * races[b] / all_races - 100 * orders[b] / all_orders
        if (i == 1 || more > most) {
            most = more
            at = b
        }
    }
    if (most < 5)
        return "The machine's races end much as all orders do, within " percent(most)
    return percent(100 * orders[at] / all_orders) " of all orders end at " at \
        ", but " percent(100 * races[at] / all_races) " of this machine's races"
}

FILENAME ~ /orders\.tsv$/ && NF == 4 {
    if (!($2 in orders)) {
        end[++ends] = $2
        orders[$2] = $3
        all_orders += $3
    }
    races[$2] += $4
    all_races += $4
    if (!($1 in in_round))
        passes++
    in_round[$1] += $4
    seen[$1, $2] = $4
}

END {
    if (ends < 2 || !all_races)
        exit 3
    # The least round's share and the most, in percent.
    for (i = 1; i <= ends; i++) {
        b = end[i]
        least[b] = 100
        for (r in in_round) {
            share = in_round[r] ? 100 * seen[r, b] / in_round[r] : 0
            least[b] = min(least[b], share)
            most[b] = max(most[b], share)
        }
    }
    each = end[ends]
    words(finding(), each " deposits and " each " withdrawals of 1 on " cores_text() \
        (cores == 1 ? ", which each teller yields between read and write" : ", no window") ": " all_orders \
        " orders, counted exactly, beside " count(all_races) " races in " passes " rounds; lines from the least round to the most. 0 is right.")
    for (i = 1; i <= ends; i++) {
        b = end[i]
        printf "%d\t%.4g\t%.4g\t%.4g\t%.4g\n", b, 100 * orders[b] / all_orders, 100 * races[b] / all_races,
            least[b], most[b] >"orders.tsv"
        high = max(high, max(most[b], 100 * orders[b] / all_orders))
    }
    print "low_end = " end[1]
    print "high_end = " end[ends]
    print "high = " high
}
