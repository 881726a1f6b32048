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

# What a chunk costs to hand over, in ns: the time that chunks of one task take
# more than the best, by the chunks that they are more. 0: none to be seen.
function hand_over(v,    b, more)
{
    b = best(v)
    if (!has(L, v, 1) || b == 1 || least[L, v, 1] <= most[L, v, b])
        return 0
    more = tasks - tasks / b
    return (med[L, v, 1] - med[L, v, b]) / more
}

# Handed out whole, the chunks leave the worker with one more at work alone.
function shared_out(chunk,    chunks, most_each)
{
    chunks = int((tasks + chunk - 1) / chunk)
    most_each = int((chunks + workers - 1) / workers)
    return work * (chunks == 1 ? tasks : min(most_each * chunk, tasks))
}

function force(text, x, side)
{
    label(text, "graph " x, "graph " (dumb && x > 0.5 ? 0.84 : 0.94), side " font small textcolor rgb ink")
}

END {
    L = "chunks"
    if (!has(L, "C", 1))
        exit 3
    tasks = option(L, "C", 1, "inputs") + 0
    work = option(L, "C", 1, "work") + 0
    workers = min(option(L, "C", 1, "workers") + 0, cores)
    if (!tasks) { # a record without its parameters: the plan's
        tasks = 10000
        work = 1000
    }
    workers = max(workers, 1)
    words(finding(), count(tasks) " tasks of " human(work) " on " \
        option(L, "C", 1, "workers") " workers, the map alone, by inputs handed over at a time. " \
        statistic(L) " Lower is better. C and Python: same parameters.")
    lowest = shared_out(1)
    highest = shared_out(tasks)
    for (k = 1; k <= 2; k++) {
        v = k == 1 ? "C" : "Python"
        for (i = 1; i <= points[L, v]; i++) {
            x = xs[L, v, i]
            # A little apart, or the spreads would hide each other.
            point("chunks.tsv", L, v, x, x * (k == 1 ? 0.97 : 1.03))
        }
        if (!points[L, v])
            print "NaN\tNaN\tNaN\tNaN" >"chunks.tsv"
        else {
            y[k] = log10(med[L, v, x] / 1e9)
            name[k] = v
        }
        printf "\n\n" >"chunks.tsv"
    }
    # The two forces: whole chunks for whole workers; a hand-over a chunk.
    printf "1\t%.9g\n", shared_out(1) / 1e9 >"chunks.tsv"
    for (x = int(tasks / 30) + 1; x < tasks; x = max(x + 1, int(x * 1.01)))
        printf "%d\t%.9g\n", x, shared_out(x) / 1e9 >"chunks.tsv"
    printf "%d\t%.9g\n\n\n", tasks, shared_out(tasks) / 1e9 >"chunks.tsv"
    dear = hand_over("Python") > hand_over("C") ? "Python" : "C"
    each = hand_over(dear)
    for (x = 1; each && x <= tasks && each * tasks / x > lowest; x *= 1.2)
        printf "%.5g\t%.9g\n", x, each * tasks / x / 1e9 >"chunks.tsv"
    print "NaN\tNaN" >"chunks.tsv" # so that there is a block in any case
    k = points[L, "Python"] ? 2 : 1
    bottom = lowest / 1e9 / 1.8
    top = highest / 1e9 * 2.5
    print "tasks = " tasks
    print "bottom = " bottom
    print "top = " top
    if (each) {
        force("← small chunks: " human(each) " each to hand over in " dear, 0.02, "left")
        note("hand-overs alone", 5.5, each * tasks / 6.5 / 1e9, "right font small textcolor rgb muted")
    } else
        force("← small chunks: handing over is too cheap to be seen", 0.02, "left")
    large = cost("C", tasks)
    force(large >= 1.3 ? "one chunk: one worker has all, C × " ratio(large) " →" : "one chunk for all: no slower in C →", 0.98, "right")
    spread(y, k, 0.055 * log10(top / bottom), log10(bottom), log10(top))
    for (i = 1; i <= k; i++)
        series(name[i], "graph 1.02", "first " 10 ^ y[i], i == 1 ? "blue" : "red", i == 1 ? 7 : 13)
    note("the work alone, in whole chunks", tasks ^ 0.6, shared_out(1) / 1e9, "center offset 0,-0.7 font small textcolor rgb muted")
}
