# crossing.awk - how much work a worker must have before two pay

# Two workers do twice x cubes; one would need as long as each costs alone.
function gain(x, t) { return 2 * x * each / t }

# The intervals at the notebook's million. Those of equals lie apart in 3% of cases
# with 4 times each, where they are least to most; with 3 in 10%, which is too many.
FILENAME ~ /summary\.tsv$/ && $1 == "crossing" && $3 == 1000000 {
    from[$2] = $5 < 4 ? 0 : $14
    upto[$2] = $5 < 4 ? 1e99 : $15
}

# Who beats whom is what they allow to say.
function at_a_million(    thread, process)
{
    thread = gain(1e6, med[L, "threads", 1000000])
    process = gain(1e6, med[L, "processes", 1000000])
    if (thread > 1.1 * process && upto["threads"] < from["processes"])
        return sprintf("threads beat processes (speed-up %.1f and %.1f)", thread, process)
    if (process > 1.1 * thread && upto["processes"] < from["threads"])
        return sprintf("processes beat threads (speed-up %.1f and %.1f)", process, thread)
    return sprintf("%s (threads × %.1f, processes × %.1f)", max(thread, process) > 1.1 * min(thread, process) ? \
        "nobody wins clearly" : "nobody wins", thread, process)
}

function finding(    i, x, full)
{
    # The least work from which on both get 90% of what there is.
    for (i = points[L, "threads"]; i > 0; i--) {
        x = xs[L, "threads", i]
        if (!has(L, "processes", x) || gain(x, med[L, "threads", x]) < 0.9 * ideal ||
            gain(x, med[L, "processes", x]) < 0.9 * ideal)
            break
        full = x
    }
    if (cores == 1)
        return "On one core two workers are never faster than one"
    return "At the notebook's million cubes " at_a_million() \
        (full ? "; both use two cores fully from " near(full * each) " of work a worker" \
              : "; nowhere do both use two cores fully")
}

# To one digit: the steps between the points are coarser.
function near(ns,    unit)
{
    unit = 10 ^ int(log10(ns) + 1e-9)
    return human(int(ns / unit + 0.5) * unit)
}

END {
    L = "crossing"
    if (!has(L, "one thread", 100000000) || !has(L, "threads", 1000000) || !has(L, "processes", 1000000))
        exit 3
    each = med[L, "one thread", 100000000] / 1e8
    ideal = min(2, cores)
    words(finding(), "Two workers in C against one thread doing the work of both, by work a worker: the cubes' own time, " \
        sprintf("%.2f ns each", each) ". " statistic(L) " Higher is better.")
    print "ideal = " ideal
    print "million = " 1e6 * each / 1e9
    v[1] = "threads"; v[2] = "processes"
    hue[1] = "blue"; hue[2] = "green"
    for (i = 1; i <= 2; i++) {
        for (j = 1; j <= points[L, v[i]]; j++) {
            x = xs[L, v[i], j]
            # A little apart, or the spreads would hide each other.
            printf "%.9g\t%.9g\t%.9g\t%.9g\n", x * each / 1e9 * (i == 1 ? 0.975 : 1.025), gain(x, med[L, v[i], x]),
                gain(x, most[L, v[i], x]), gain(x, least[L, v[i], x]) >"crossing.tsv"
            top = max(top, gain(x, least[L, v[i], x]))
        }
        printf "\n\n" >"crossing.tsv"
        y[i] = gain(x, med[L, v[i], x])
    }
    top = max(top, ideal) * 1.1
    print "top = " top
    print "left = " xs[L, "threads", 1] * each / 1e9 / 1.5
    print "right = " xs[L, "threads", points[L, "threads"]] * each / 1e9 * 1.2
    spread(y, 2, top * 0.07, 0, top)
    for (i = 1; i <= 2; i++)
        series("C " v[i], "graph 1.02", "first " y[i], hue[i], i == 1 ? 7 : 5)
}
