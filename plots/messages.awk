# messages.awk - numbers from child to parent by four ways

# What one more number costs, between the two largest counts.
function slope(v,    m, a, b)
{
    m = points[L, v]
    a = xs[L, v, m - 1]
    b = xs[L, v, m]
    return m < 2 ? 0 : max(0, (med[L, v, b] - med[L, v, a]) / (b - a))
}

# The largest count at which every way still takes less than twice its least.
function flat(who,    i, j, x, v, all, last)
{
    for (j = 1; j <= points[L, who " pipe"]; j++) {
        x = xs[L, who " pipe", j]
        all = 1
        for (i = 1; i <= 4; i++) {
            v = who " " way[i]
            if (has(L, v, x) && med[L, v, x] > 2 * med[L, v, xs[L, v, 1]])
                all = 0
        }
        if (!all)
            break
        last = x
    }
    return last
}

function finding(who,    i, cheap, dear, s, upto)
{
    for (i = 1; i <= 4; i++)
        if (points[L, who " " way[i]] > 1) {
            s = slope(who " " way[i])
            if (!cheap || s < slope(who " " cheap))
                cheap = way[i]
            if (!dear || s > slope(who " " dear))
                dear = way[i]
        }
    upto = flat(who)
    return (upto ? "Up to " count(upto) " numbers the child's start is the price" : "Every number counts from the first") \
        "; then one costs " price(who " " cheap) " through " cheap ", " price(who " " dear) " through " dear
}

# Where the larger count took no longer, the runs' spread was more than the price.
function price(v) { return slope(v) < 0.5 ? "too little to tell" : human(slope(v)) }

function panel(who, to,    i, j, v, x, k, y, which)
{
    for (i = 1; i <= 4; i++) {
        v = who " " way[i]
        for (j = 1; j <= points[L, v]; j++) {
            x = xs[L, v, j]
            # A little apart, or the spreads would hide each other.
            point("messages.tsv", L, v, x, x * 10 ^ ((i - 2.5) * 0.035))
        }
        if (!points[L, v])
            print "NaN\tNaN\tNaN\tNaN" >"messages.tsv"
        else {
            y[++k] = log10(med[L, v, x] / 1e9)
            which[k] = i
            ends[who, k] = x
        }
        printf "\n\n" >"messages.tsv"
    }
    gap[who] = k
    for (i = 1; i <= k; i++) {
        place[who, i] = y[i]
        named[who, i] = which[i]
    }
}

# The labels of a panel, as a string that the script evaluates there.
function labels(who, variable,    i, y, k)
{
    k = gap[who]
    for (i = 1; i <= k; i++)
        y[i] = place[who, i]
    spread(y, k, log10(highest / lowest * 2.25) * 0.065, log10(lowest / 1e9 / 1.5), log10(highest / 1e9 * 1.5))
    for (i = 1; i <= k; i++)
        printf "%s%d = %s; %s%d_y = %.9g; %s%d_hue = %s\n", variable, i, quoted(way[named[who, i]]),
            variable, i, 10 ^ y[i], variable, i, hue[named[who, i]]
    for (i = 1; i <= k; i++)
        print variable i "_x = " (dumb ? 2.5 : 1.6) * ends[who, i]
    print variable "_n = " k + 0
}

END {
    L = "messages"
    way[1] = "file"; way[2] = "shared memory"; way[3] = "queue"; way[4] = "pipe"
    hue[1] = "purple"; hue[2] = "blue"; hue[3] = "green"; hue[4] = "red"
    if (points[L, "C pipe"] < 2)
        exit 3
    panel("C")
    panel("Python")
    words(finding("C"), "Squares from a child to its parent, from its start to its join, by how many. " \
        statistic(L) " Lower is better." \
        (gap["Python"] ? " C and Python: same parameters." : ""))
    print "bottom = " lowest / 1e9 / 1.5
    print "top = " highest / 1e9 * 1.5
    labels("C", "c")
    labels("Python", "p")
}
