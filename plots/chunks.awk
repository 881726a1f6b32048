# chunks.awk - a pool's two forces: a hand-over a chunk, and idle workers

function best(v,    i, b)
{
    for (i = 1; i <= points[L, v]; i++)
        if (!b || med[L, v, xs[L, v, i]] < med[L, v, b])
            b = xs[L, v, i]
    return b
}

function cost(v, x) { return has(L, v, x) ? med[L, v, x] / med[L, v, best(v)] : 0 }

function finding(    small_c, small_py, large, both)
{
    small_c = cost("C", 1)
    small_py = cost("Python", 1)
    large = small_py ? min(cost("C", 10000), cost("Python", 10000)) : cost("C", 10000)
    both = large >= 1.3 ? "one chunk for all leaves a worker idle" : "one chunk for all is no slower here"
    if (!small_py)
        return "Chunks of one task cost C " ratio(small_c) " times the best chunk's time; " both
    return "Chunks of one task cost Python " ratio(small_py) " times the best chunk's time, C " \
        ratio(small_c) "; " both
}

END {
    L = "chunks"
    if (!has(L, "C", 1))
        exit 3
    words(finding(), count(option(L, "C", 1, "inputs")) " tasks of " human(option(L, "C", 1, "work")) " on " \
        option(L, "C", 1, "workers") " workers, the map alone, by inputs handed over at a time. " \
        statistic(L) " Lower is better. C and Python: same parameters.")
    print "ideal = " 0.01 / min(2, cores)
    for (k = 1; k <= 2; k++) {
        v = k == 1 ? "C" : "Python"
        for (i = 1; i <= points[L, v]; i++) {
            x = xs[L, v, i]
            printf "%s\t%.9g\t%.9g\t%.9g\n", x, med[L, v, x] / 1e9, least[L, v, x] / 1e9,
                most[L, v, x] / 1e9 >"chunks.tsv"
            highest = max(highest, most[L, v, x] / 1e9)
        }
        if (!points[L, v])
            print "NaN\tNaN\tNaN\tNaN" >"chunks.tsv"
        else {
            y[k] = log10(med[L, v, x] / 1e9)
            name[k] = v
        }
        printf "\n\n" >"chunks.tsv"
    }
    k = points[L, "Python"] ? 2 : 1
    bottom = 0.01 / min(2, cores) / 1.6
    print "bottom = " bottom
    print "top = " highest * 2.5
    spread(y, k, 0.055 * log10(highest * 2.5 / bottom))
    for (i = 1; i <= k; i++)
        label(name[i], "graph 1.02", "first " 10 ^ y[i], "left textcolor rgb " (i == 1 ? "blue" : "red"))
    label("ideal: " human(1e7 / min(2, cores)), "graph 1.02", "first " 0.01 / min(2, cores), "left font small textcolor rgb muted")
}
