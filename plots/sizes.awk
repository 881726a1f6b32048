# sizes.awk - what a message costs, by its size and the way it goes

function cost(i, x) { return med[L, way[i], x] }

# The largest size at which none of the notebook's ways takes twice as long as for
# the smallest, beyond the spread of that; "" where that is the smallest itself.
function flat(    j, i, x, last)
{
    for (j = 1; j <= sizes; j++) {
        x = size[j]
        for (i = 1; i <= 4; i++)
            if (has(L, way[i], x) && cost(i, x) >= 2 * cost(i, size[1]) && least[L, way[i], x] > most[L, way[i], size[1]])
                return j > 2 ? last : ""
        last = x
    }
    return last
}

function finding(    i, x, upto, cheap, dear)
{
    x = size[sizes]
    for (i = 1; i <= 4; i++)
        if (has(L, way[i], x)) {
            if (!cheap || cost(i, x) < cost(cheap, x))
                cheap = i
            if (!dear || cost(i, x) > cost(dear, x))
                dear = i
        }
    upto = flat()
    if (upto == x)
        return "From " bytes(size[1]) " to " bytes(x) " the size of a message makes no difference here"
    return (upto == "" ? "The size of a message counts from the first byte" : \
            "Up to " bytes(upto) " a message's size hardly counts") "; at " bytes(x) " " \
        (cost(dear, x) < 1.3 * cost(cheap, x) ? "all ways take about " human(cost(cheap, x)) : \
            way[cheap] " takes " human(cost(cheap, x)) ", " way[dear] " " human(cost(dear, x))) \
        (has(L, "memcpy", x) ? ", a bare copy " human(med[L, "memcpy", x]) : "")
}

# The sizes that all of the notebook's ways have which are there at all.
function common_sizes(    i, j, x, all, ways)
{
    for (i = 1; i <= 4; i++)
        ways += points[L, way[i]] > 0
    for (i = 1; i <= 4 && !ways_at; i++)
        if (points[L, way[i]])
            ways_at = i
    for (j = 1; ways_at && j <= points[L, way[ways_at]]; j++) {
        x = xs[L, way[ways_at], j]
        all = 0
        for (i = 1; i <= 4; i++)
            all += has(L, way[i], x)
        if (all == ways)
            size[++sizes] = x
    }
}

END {
    L = "sizes"
    way[1] = "shared memory"; way[2] = "queue"; way[3] = "pipe"; way[4] = "file"
    way[5] = "raw pipe"; way[6] = "socketpair"; way[7] = "memcpy"
    split("blue green red purple muted muted ink", hue, " ")
    split("7 5 13 9 12 10 1", marker, " ")
    common_sizes()
    if (sizes < 2)
        exit 3
    words(finding(), "Half of a message's way there and back, two processes on " \
        (option(L, way[ways_at], size[1], "two-cpus") == "true" ? "two CPUs" : "one CPU") ". " \
        statistic(L) " Lower is better. Grey: the bare kernel. Dashed: one copy in one process, the limit.")
    for (i = 1; i <= 7; i++) {
        for (j = 1; j <= points[L, way[i]]; j++) {
            x = xs[L, way[i], j]
            # A little apart, or the spreads would hide each other.
            point("sizes.tsv", L, way[i], x, i < 7 ? x * 10 ^ ((i - 3.5) * 0.02) : x)
            right = max(right, x)
            left = left == "" ? x : min(left, x)
        }
        if (points[L, way[i]]) {
            y[++k] = log10(cost(i, x) / 1e9)
            name[k] = way[i] "  " human(cost(i, x))
            colour[k] = hue[i]
            mark[k] = marker[i]
        } else
            print "NaN\tNaN\tNaN\tNaN" >"sizes.tsv"
        printf "\n\n" >"sizes.tsv"
    }
    print "left = " left / 1.4
    print "right = " right * 1.3
    print "bottom = " lowest / 1e9 / 1.5
    print "top = " highest / 1e9 * 1.5
    spread(y, k, 0.055 * log10(highest / lowest * 2.25), log10(lowest / 1e9), log10(highest / 1e9 * 1.2))
    for (i = 1; i <= k; i++)
        series(name[i], "graph 1.02", "first " 10 ^ y[i], colour[i], mark[i])
}
