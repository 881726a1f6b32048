# cubes.awk - the notebook's headline: threads slow, processes fast, and in C?

function grows(v) { return has(L, v, 6) && has(L, v, 1) ? med[L, v, 6] / med[L, v, 1] : 0 }

function finding(    c, gil, py, free)
{
    c = grows("C threads")
    gil = grows("C threads, GIL")
    py = grows("Python threads")
    free = 1.4 * max(1, 6 / cores)
    if (cores == 1 && py && c)
        return "On one core all take turns: six threads need " ratio(py) " times one's time in Python, " ratio(c) " in C"
    if (py > free && c > free)
        return "Six threads need " ratio(py) " times one's time in Python, " ratio(c) " in C; " ratio(max(1, 6 / cores)) " would do on " cores_text()
    if (py && c)
        return (py > free ? "Python's threads take turns" : "Python's threads run at once here") \
            ": six need " ratio(py) " times one's time, C's " ratio(c) " times on " cores_text()
    if (c)
        return (c <= free ? "C's threads run at once" : "C's threads do not scale here") \
            ": six need " ratio(c) " times one's time on " cores_text() \
            (gil ? ", under a GIL " ratio(gil) " times" : "")
    return "Six Python threads need " ratio(py) " times one's time on " cores_text()
}

END {
    L = "cubes"
    v[1] = "C threads"; v[2] = "C threads, GIL"; v[3] = "C processes"
    v[4] = "Python threads"; v[5] = "Python processes"
    colour[1] = "blue"; colour[2] = "purple"; colour[3] = "green"
    colour[4] = "red"; colour[5] = "yellow"
    split("7 9 5 13 11", marker, " ")
    if (!points[L, v[1]] && !points[L, v[4]])
        exit 3
    words(finding(), count(option(L, v[points[L, v[1]] ? 1 : 4], 1, "cubes")) " cubes each in 1 to 6 workers, from first start to last join. " \
        statistic(L) " Lower is better. Stars: the notebook's own figures, on six cores.")
    highest = 1.457958e9
    for (i = 1; i <= 5; i++) {
        for (j = 1; j <= points[L, v[i]]; j++) {
            x = xs[L, v[i], j]
            # A little apart, or the spreads would hide each other.
            point("cubes.tsv", L, v[i], x, x + (i - 3) * 0.035)
        }
        if (!points[L, v[i]])
            print "NaN\tNaN\tNaN\tNaN" >"cubes.tsv"
        printf "\n\n" >"cubes.tsv"
        if (has(L, v[i], 6)) {
            y[++k] = log10(med[L, v[i], 6] / 1e9)
            name[k] = v[i] "  " human(med[L, v[i], 6])
            hue[k] = colour[i]
            mark[k] = marker[i]
        } else if (points[L, v[i]])
            # Its last point is not at the edge: the name goes there.
            label(v[i], x + 0.15, med[L, v[i], x] / 1e9, "left textcolor rgb " colour[i])
    }
    bottom = min(lowest, 0.264661e9) / 1e9 / 1.4
    top = highest / 1e9 * 1.6
    print "bottom = " bottom
    print "top = " top
    y[++k] = log10(1.457958); name[k] = "notebook, threads  1.46 s"; hue[k] = "ink"; mark[k] = 3
    y[++k] = log10(0.264661); name[k] = "notebook, processes  265 ms"; hue[k] = "ink"; mark[k] = 3
    spread(y, k, 0.053 * log10(top / bottom), log10(bottom), log10(highest / 1e9 * 1.4))
    for (i = 1; i <= k; i++)
        series(name[i], "graph 1.02", "first " 10 ^ y[i], hue[i], mark[i])
}
