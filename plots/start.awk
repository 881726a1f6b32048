# start.awk - a start and a join, by the parent's resident memory

# How many times as much with the largest parent as with the smallest.
function grows(v,    m)
{
    m = points[L, v]
    return m < 2 ? 0 : med[L, v, xs[L, v, m]] / med[L, v, xs[L, v, 1]]
}

function mib(x) { return bytes(x * 1048576) }
function from_to(v,    m)
{
    m = points[L, v]
    return human(med[L, v, xs[L, v, 1]]) " at " mib(xs[L, v, 1]) ", " human(med[L, v, xs[L, v, m]]) " at " mib(xs[L, v, m])
}

function finding(    i, g, stays, k)
{
    for (i = 1; i <= 3; i += 2)
        if (grows(v[i]) > 0.5 && grows(v[i]) < 2)
            stays[++k] = (i == 1 ? "a thread" : "spawn") (k > 1 ? " " : " still takes ") human(med[L, v[i], xs[L, v[i], points[L, v[i]]]])
    g = grows(v[2])
    if (g >= 2)
        return "The larger the parent, the dearer a process: " from_to(v[2]) (k ? "; " listed(stays, k) : "")
    if (g)
        return "A process costs about the same whatever its parent's size here: " from_to(v[2])
    return k ? "However large the parent, " listed(stays, k) : "Here even without fork the start grows with the parent"
}

END {
    L = "start"
    v[1] = "thread"; v[2] = "process"; v[3] = "spawn"
    colour[1] = "blue"; colour[2] = "green"; colour[3] = "red"
    words(finding(), "Start and join of what does nothing, by the parent's memory, all of it touched, pages of 4 KiB. " \
        "spawn: posix_spawn of true. " statistic(L) " Lower is better.")
    for (i = 1; i <= 3; i++) {
        for (j = 1; j <= points[L, v[i]]; j++) {
            x = xs[L, v[i], j]
            point("start.tsv", L, v[i], x, x * 10 ^ ((i - 2) * 0.012))
            right = max(right, x)
            left = left == "" ? x : min(left, x)
        }
        if (points[L, v[i]]) {
            y[++k] = log10(med[L, v[i], x] / 1e9)
            name[k] = (i == 2 ? "process (fork)" : v[i]) "  " human(med[L, v[i], x])
            hue[k] = colour[i]
            mark[k] = i == 1 ? 7 : i == 2 ? 5 : 13
        } else
            print "NaN\tNaN\tNaN\tNaN" >"start.tsv"
        printf "\n\n" >"start.tsv"
    }
    if (right <= left)
        exit 3
    print "left = " left / 1.3
    print "right = " right * 1.2
    print "bottom = " lowest / 1e9 / 1.6
    print "top = " highest / 1e9 * 1.6
    # In proportion to the memory: through the process's last point, where it grows.
    x = grows(v[2]) < 2 ? 0 : xs[L, v[2], points[L, v[2]]]
    print "each = " (x ? med[L, v[2], x] / 1e9 / x : "NaN")
    if (x)
        note("in proportion", x / 2, med[L, v[2], x] / 2e9, "right offset -1,0.6 font small textcolor rgb muted")
    spread(y, k, 0.06 * log10(highest / lowest * 2.56), log10(lowest / 1e9), log10(highest / 1e9 * 1.3))
    for (i = 1; i <= k; i++)
        series(name[i], "graph 1.02", "first " 10 ^ y[i], hue[i], mark[i])
}
