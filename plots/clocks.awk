# clocks.awk - each cell by two clocks: from outside, and the program's own

# The median of list[key, 1..n], which is sorted.
function middle(list, key, n)
{
    return (list[key, int((n + 1) / 2)] + list[key, int(n / 2) + 1]) / 2
}

function insert(list, key, n, value,    i)
{
    for (i = n; i > 1 && list[key, i - 1] > value; i--)
        list[key, i] = list[key, i - 1]
    list[key, i] = value
}

# The middle one of all cells' gaps.
function typical(v,    i, k, list)
{
    for (i = 1; i <= cells; i++)
        if ((v, cell[i]) in runs)
            insert(list, "-", ++k, middle(gap, v SUBSEP cell[i], runs[v, cell[i]]))
    return k ? middle(list, "-", k) : -1
}

function finding(    c, py)
{
    c = typical("C")
    py = typical("Python")
    if (py < 0)
        return "Of each cell in C the program's own clock misses " human(c) ", from exec to exit"
    if (c < 0)
        return "Of each cell in Python the program's own clock misses " human(py) ", from exec to exit"
    if (py <= 1.5 * c && c <= 1.5 * py)
        return "The program's own clock misses about as much in C as in Python here: " human(c) " and " human(py)
    if (c > py)
        return "Here the program's own clock misses more in C than in Python: " human(c) " against " human(py)
    return "The program's own clock misses " human(c) " of a cell in C and " human(py) " in Python"
}

FILENAME ~ /runs\.tsv$/ && $1 == "cells" && $6 ~ /^[0-9]+$/ && $7 > 0 && $6 + 0 >= $7 + 0 {
    if (!($3 in seen)) {
        seen[$3]
        cell[++cells] = $3
    }
    key = $2 SUBSEP $3
    k = ++runs[$2, $3]
    insert(whole, key, k, $6)
    insert(inner, key, k, $7)
    insert(gap, key, k, $6 - $7)
}

# A mark: height, median, least, most.
function mark(list, key, n, y)
{
    printf "%.2f\t%.9g\t%.9g\t%.9g\n", y, middle(list, key, n) / 1e9, list[key, 1] / 1e9, list[key, n] / 1e9 >"clocks.tsv"
    lowest = min(lowest, list[key, 1])
    highest = max(highest, list[key, n])
}

function block(which, v, lane,    i, key)
{
    for (i = 1; i <= cells; i++) {
        key = v SUBSEP cell[i]
        if (!(key in runs))
            print "NaN\tNaN\tNaN\tNaN" >"clocks.tsv"
        else if (which == "inner")
            mark(inner, key, runs[key], cells - i + lane)
        else
            mark(whole, key, runs[key], cells - i + lane)
    }
    printf "\n\n" >"clocks.tsv"
}

# From the inner clock's median to the whole one's, as a bar.
function bars(v, lane,    i, key)
{
    for (i = 1; !dumb && i <= cells; i++) {
        key = v SUBSEP cell[i]
        if (key in runs)
            printf "set arrow from %.9g,%.2f to %.9g,%.2f nohead linewidth 7 linecolor rgb %s back\n",
                middle(inner, key, runs[key]) / 1e9, cells - i + lane, middle(whole, key, runs[key]) / 1e9, cells - i + lane,
                v == "C" ? "pale_blue" : "pale_red"
    }
}

END {
    if (!cells)
        exit 3
    lowest = 1e99
    second = dumb ? 1.22 : 1.15
    lane = dumb ? 0 : 0.18 # in letters both stand in one line
    words(finding(), "Own: from the first start to the last join. Whole: from exec to exit, so with loading, the interpreter's start and its imports. " \
        statistic("cells") (dumb ? " C: F to G, Python: L to M; right, whole - own." : ""))
    block("inner", "C", lane)
    block("whole", "C", lane)
    block("inner", "Python", -lane)
    block("whole", "Python", -lane)
    bars("C", lane)
    bars("Python", -lane)
    print "cells = " cells
    print "left = " lowest / 1e9 / 1.3
    print "right = " highest / 1e9 * 1.3
    v = (("C", cell[1]) in runs) ? "C" : "Python"
    key = v SUBSEP cell[1]
    y = cells - 1 + (v == "C" ? 0.5 : 0.2)
    place[1] = log10(middle(inner, key, runs[key]) / 1e9)
    place[2] = log10(middle(whole, key, runs[key]) / 1e9)
    spread(place, 2, 0.06 * log10(highest / lowest * 1.69))
    note("own", 10 ^ place[1], y, "center font small textcolor rgb " (v == "C" ? "blue" : "red"))
    note("whole", 10 ^ place[2], y, "center font small textcolor rgb " (v == "C" ? "blue" : "red"))
    note("whole - own", "graph 1.02", "first " cells + 0.25, "left font small textcolor rgb muted")
    label("C", "graph 1.02", "first " cells - 0.4, "left textcolor rgb blue")
    label("Python", "graph " second, "first " cells - 0.4, "left textcolor rgb red")
    for (i = 1; i <= cells; i++) {
        tick(cell[i], 15, cells - i)
        if (("C", cell[i]) in runs)
            label(human(middle(gap, "C" SUBSEP cell[i], runs["C", cell[i]])), "graph 1.02", "first " cells - i, "left textcolor rgb ink")
        if (("Python", cell[i]) in runs)
            label(human(middle(gap, "Python" SUBSEP cell[i], runs["Python", cell[i]])), "graph " second, "first " cells - i, "left textcolor rgb ink")
    }
}
