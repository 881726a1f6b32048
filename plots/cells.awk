# cells.awk - each cell of the notebook, whole program, in C and in Python

function finding(    low, high, slower, both, i, r, who)
{
    low = 1e99
    for (i = 1; i <= points[L, "C"]; i++) {
        r = has(L, "Python", x[i]) ? med[L, "Python", x[i]] / med[L, "C", x[i]] : 0
        if (!r)
            continue
        both++
        if (r <= 1)
            who = (slower++ ? who ", " : "") x[i]
        low = min(low, r)
        high = max(high, r)
    }
    if (!both)
        return "Every cell in C, from exec to exit: " human(fastest) " to " human(slowest)
    if (slower == both)
        return "Here C is not faster than Python in any cell"
    if (slower)
        return "C is faster than Python in " both - slower " of " both " cells, but not in " \
            (slower < 3 ? who : "the others")
    return "Every cell ends sooner in C than in Python: " ratio(low) " to " ratio(high) " times as fast"
}

END {
    L = "cells"
    m = points[L, "C"]
    if (!m)
        exit 3
    fastest = 1e99
    for (i = 1; i <= m; i++) {
        x[i] = xs[L, "C", i]
        fastest = min(fastest, med[L, "C", x[i]])
        slowest = max(slowest, med[L, "C", x[i]])
    }
    lowest = 1e99
    for (i = 1; i <= 2 * m; i++) {
        v = i <= m ? "C" : "Python"
        k = i <= m ? i : i - m
        if (has(L, v, x[k])) {
            lowest = min(lowest, least[L, v, x[k]])
            highest = max(highest, most[L, v, x[k]])
        }
    }
    # The bank's pace is not the notebook's, which sleeps a second.
    tellers = option(L, "C", "bank_racy", "rounds")
    words(finding(), "Each cell's program from exec to exit, on " cores_text() \
        ". " statistic(L) " Left is better." \
        " Threads and processes: " option(L, "C", "threads", "workers") " workers, " \
        count(option(L, "C", "threads", "cubes")) " cubes each" \
        (tellers == "?" ? "" : "; bank: " tellers " rounds, window " option(L, "C", "bank_racy", "window")) ".")
    print "cells = " m
    print "left = " lowest / 1e9 / 1.25
    print "right = " highest / 1e9 * 1.25
    for (k = 1; k <= 2; k++) {
        v = k == 1 ? "C" : "Python"
        for (i = 1; i <= m; i++)
            if (has(L, v, x[i]))
                printf "%d\t%.9g\t%.9g\t%.9g\t%s\n", m - i, med[L, v, x[i]] / 1e9,
                    least[L, v, x[i]] / 1e9, most[L, v, x[i]] / 1e9, x[i] >"cells.tsv"
            else
                printf "%d\tNaN\tNaN\tNaN\t%s\n", m - i, x[i] >"cells.tsv"
        printf "\n\n" >"cells.tsv"
    }
    second = dumb ? 1.2 : 1.13
    for (i = 1; i <= m; i++) {
        tick(x[i], 15, m - i)
        if (!has(L, "Python", x[i]))
            continue
        label("× " ratio(med[L, "Python", x[i]] / med[L, "C", x[i]]), "graph 1.02", "first " m - i, "left textcolor rgb ink")
        own = inner_med[L, "C", x[i]] > 0 ? inner_med[L, "Python", x[i]] / inner_med[L, "C", x[i]] : 0
        if (own > 0)
            label("× " ratio(own), "graph " second, "first " m - i, "left textcolor rgb muted")
    }
    y[1] = log10(med[L, "C", x[1]] / 1e9)
    if (has(L, "Python", x[1])) {
        y[2] = log10(med[L, "Python", x[1]] / 1e9)
        spread(y, 2, 0.07 * log10(highest / lowest * 1.5625))
        label("Python", 10 ^ y[2], m - 0.3, "center textcolor rgb red")
        note("Python / C:", "graph 1.02", "first " m + 0.3, "left font small textcolor rgb muted")
        label("whole", "graph 1.02", "first " m - 0.3, "left font small textcolor rgb ink")
        label("own clock", "graph " second, "first " m - 0.3, "left font small textcolor rgb muted")
    }
    label("C", 10 ^ y[1], m - 0.3, "center textcolor rgb blue")
}
