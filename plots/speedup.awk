# speedup.awk - how much more w workers get done in the same time than one

# Each worker has the same work, so w of them do w times one's.
function gain(l, v, w, t) { return w * med[l, v, 1] / t }

# In a sentence the comma would part it.
function who(i,    s)
{
    s = v[i]
    sub(/, GIL$/, " with a GIL", s)
    return s
}

function finding(    i, ideal, free, bound, other, most, least)
{
    ideal = min(6, cores)
    if (cores == 1)
        return "On one core no number of workers gets more done than one"
    for (i = 1; i <= 5; i++) {
        if (!(i in at6))
            continue
        if (i % 2) {
            free++
            other += at6[i] < 0.75 * ideal
        } else {
            bound++
            other += at6[i] > 1.25
        }
        if (!most || at6[i] > at6[most])
            most = i
        if (!least || at6[i] < at6[least])
            least = i
    }
    if (free && bound && !other)
        return "Workers pay up to the core count (" cores "), unless a GIL makes them take turns"
    if (!most)
        return "Work done by one worker and by more on " cores_text()
    if (at6[most] <= 1.25)
        return "Six workers on " cores " cores get no more done than one"
    return "Six workers on " cores " cores get " ratio(at6[most]) " times one's work done as " who(most) \
        (most == least ? "" : ", " ratio(at6[least]) " times as " who(least))
}

END {
    L = "speedup"
    v[1] = "C threads"; v[2] = "C threads, GIL"; v[3] = "C processes"
    v[4] = "Python threads"; v[5] = "Python processes"
    colour[1] = "blue"; colour[2] = "purple"; colour[3] = "green"
    colour[4] = "red"; colour[5] = "yellow"
    split("7 9 5 13 11", marker, " ")
    for (i = 1; i <= 5; i++) {
        l = i <= 3 ? L : "cubes"
        for (j = 1; j <= points[l, v[i]]; j++) {
            w = xs[l, v[i], j]
            if (!has(l, v[i], 1))
                break
            shown++
            # A little apart, or the spreads would hide each other.
            printf "%.3f\t%.9g\t%.9g\t%.9g\n", w + (i - 3) * 0.035, gain(l, v[i], w, med[l, v[i], w]),
                gain(l, v[i], w, most[l, v[i], w]), gain(l, v[i], w, least[l, v[i], w]) >"speedup.tsv"
            top = max(top, gain(l, v[i], w, least[l, v[i], w]))
        }
        if (!points[l, v[i]] || !has(l, v[i], 1))
            print "NaN\tNaN\tNaN\tNaN" >"speedup.tsv"
        printf "\n\n" >"speedup.tsv"
        if (has(l, v[i], 6) && has(l, v[i], 1)) {
            at6[i] = gain(l, v[i], 6, med[l, v[i], 6])
            y[++k] = at6[i]
            name[k] = v[i] "  " sprintf("%.2f", at6[i])
            hue[k] = colour[i]
            mark[k] = marker[i]
        }
    }
    if (!shown)
        exit 3
    top = max(top, min(6, cores)) * 1.12
    words(finding(), "Work done in the same time, relative to one worker: " \
        count(option(L, "C threads", 1, "cubes")) " cubes a worker in C" \
        (points["cubes", "Python threads"] ? ", " count(option("cubes", "Python threads", 1, "cubes")) " in Python" : "") \
        ". " statistic(L) " Higher is better.")
    print "top = " top
    print "cores = " cores
    spread(y, k, top * 0.062, 0, top)
    for (i = 1; i <= k; i++)
        series(name[i], "graph 1.02", "first " y[i], hue[i], mark[i])
    if (cores < 6) {
        label(dumb ? "ideal" : "ideal: up to the cores", cores + 0.13, cores + top * 0.04, "left font small textcolor rgb muted")
        label(cores_text(), cores + 0.08, top * 0.05, "left font small textcolor rgb muted")
    } else
        label("ideal: as many as workers (" cores_text() ")", 3.9, 4 + top * 0.02, "right font small textcolor rgb muted")
}
