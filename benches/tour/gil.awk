# gil.awk - how many times as long as one worker: two plots, and the figures
#
# Input: "NAME WORKERS MS GIL", of each name and number the best counts. T and P
# are Python's threads and processes; t, g and p C's threads, those under the
# emulated GIL, and processes.
{
    key = $1 SUBSEP $2
    if (!(key in best) || $3 < best[key])
        best[key] = $3
    if ($1 == "T")
        has_gil = $4 > 0
}

function times(name, w) {
    return best[name, w] / best[name, 1]
}

# One row of a panel: marks beside each other, so that none hides another.
function panel(names, row,    text, w, i, name, mark) {
    text = ""
    for (w = 1; w <= 6; w++) {
        text = text " "
        for (i = 1; i <= 4; i++) {
            name = substr(names, i, 1)
            mark = name != "" && int(times(name, w) / top * high + 0.5) == row
            text = text (mark ? name : " ")
        }
    }
    return text " "
}

function figures(name, what) {
    printf "  %s  %-24s%9.1f ms%9.1f ms%9.1f times as long\n", name, what,
        best[name, 1], best[name, 6], times(name, 6)
}

END {
    high = 10
    top = 6
    for (w = 1; w <= 6; w++)
        for (i = python == "" ? 3 : 1; i <= 5; i++)
            if (times(substr("TPtgp", i, 1), w) > top)
                top = times(substr("TPtgp", i, 1), w)
    left = python == "" ? "" : sprintf("%-38s", "Python " python ", 1 million cubes each")
    print "       " left "C, 30 million cubes each"
    for (row = high; row >= 0; row--) {
        y = row == 0 || row == high || row == int(high / top + 0.5) ? \
            sprintf("%4.3g |", row == int(high / top + 0.5) ? 1 : row / high * top) : "     |"
        print y (python == "" ? "" : panel("TP", row) "     |") panel("tgp", row)
    }
    axis = "  1    2    3    4    5    6 "
    print "      " (python == "" ? "" : axis "        ") axis " workers"
    print ""
    printf "%-31s%9s%15s\n", "   times one worker's", "1 worker", "6 workers"
    if (python != "") {
        figures("T", "Python, threads" (has_gil ? "" : ", no GIL"))
        figures("P", "Python, processes")
    }
    figures("t", "C, threads")
    figures("g", "C, threads --gil")
    figures("p", "C, processes")
    if (python == "")
        print "No python3 here: C alone. Its GIL is emulated (threads --gil)."
    else if (has_gil)
        print "Under a GIL threads take turns. C has none, processes have one each."
    else
        print "This Python has no GIL: its threads compute at once, as C's do."
}
