# compare.awk - two runs, row by row; or a class, run by run

function times(r) { return sprintf(r < 9.995 ? "%.2f" : "%.0f", r) }

function sorted(v, idx, n,    i, j, t)
{
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && v[idx[j - 1]] > v[idx[j]]; j--) {
            t = idx[j]; idx[j] = idx[j - 1]; idx[j - 1] = t
        }
}

# The middle of v over the n indices in idx, which come out in order.
function middle(v, idx, n)
{
    sorted(v, idx, n)
    return (v[idx[int((n + 1) / 2)]] + v[idx[int(n / 2) + 1]]) / 2
}

# The first letters; none of them torn where one is of several bytes.
function start(s, width)
{
    if (length(s) <= width)
        return s
    s = substr(s, 1, width)
    sub(/[\300-\377][\200-\277]*$/, "", s)
    return s
}

function machine(i) { return cores_of[i] " × " cpu[i] }

# --- two runs -------------------------------------------------------------------

function is_slower(i) { return sure[i] && low[i] > 1 }
function is_faster(i) { return sure[i] && high[i] < 1 }

# The row that is slower by most, beyond its interval.
function worst(    w, i)
{
    for (i = 1; i <= rows; i++)
        if (is_slower(i) && (!w || quotient[i] > quotient[w]))
            w = i
    return w ? " Most: " title_of[w] " (" times(quotient[w]) ")." : ""
}

function finding(all,    typical)
{
    typical = middle(quotient, all, rows)
    if (!slower && !faster)
        return (seldom == rows ? "Too few runs of each row to tell" : "No row shows a difference") ": the typical one takes " times(typical) " times as long in " name[2] " as in " name[1]
    return "The typical row takes " times(typical) " times as long in " name[2] " as in " name[1] \
        "; of " rows " rows " slower + 0 (slower == 1 ? " is" : " are") " slower, " faster + 0 " faster"
}

function pair(    i, k, b, n, y, all, mine, kind, s, f)
{
    for (i = 1; i <= rows; i++) {
        all[i] = i
        slower += is_slower(i)
        faster += is_faster(i)
        least_x = i == 1 ? low[i] : min(least_x, low[i])
        most_x = max(most_x, high[i])
    }
    words(finding(all), "Ratio of medians, " name[2] " / " name[1] ", a point a row, with its 95% interval" \
        (seldom ? " (" seldom " rows ran too seldom for one)" : "") "; filled where that excludes 1. " \
        "Left of the line the second run is faster." worst() (others ? " Left out: " others " rows that ran with other parameters." : "") differences())
    for (b = 1; b <= bands; b++) {
        n = s = f = 0
        split("", mine)
        for (i = 1; i <= rows; i++)
            if (band[i] == b) {
                mine[++n] = i
                s += is_slower(i)
                f += is_faster(i)
            }
        y = bands - b
        label("× " times(middle(quotient, mine, n)), "graph 1.02", "first " y, "left textcolor rgb ink")
        label(s "+ " f "− of " n, "graph 1.12", "first " y, "left font small textcolor rgb muted")
        for (k = 1; k <= n; k++) {
            i = mine[k]
            kind = is_slower(i) ? 2 : is_faster(i) ? 1 : 0
            line_of[kind] = line_of[kind] sprintf("%.6g\t%.4f\t%.6g\t%.6g\t%s\n", quotient[i], y + 0.36 * (1 - 2 * (k - 0.5) / n), low[i], high[i], title_of[i])
        }
        tick(band_name[b], 20, y)
    }
    label("typical", "graph 1.02", "first " bands - 0.35, "left font small textcolor rgb muted")
    label("slower, faster", "graph 1.12", "first " bands - 0.35, "left font small textcolor rgb muted")
    for (k = 0; k < 3; k++)
        printf "%s\n\n", k in line_of ? line_of[k] : "NaN\tNaN\tNaN\tNaN\t-\n" >"compare.tsv"
    print "lines = " bands
    print "left_room = 0.13"
    print "right_room = 0.8"
}

# In what the two machines differ, in a few words.
function differences(    text, k)
{
    for (k = 1; k in field_name; k++)
        if (k in differs)
            text = text (text ? ", " : "") field_name[k]
    return text ? " The machines differ in " text "." : " The machines do not differ in what is noted of them."
}

# --- a class --------------------------------------------------------------------

function class(    i, k, r, y, typical, order, mine, v, n, least, most, text)
{
    for (i = 1; i <= runs; i++) {
        n = 0
        split("", mine)
        split("", v)
        for (r = 1; r <= all_rows; r++)
            if ((r, i) in of_middle) {
                v[r] = of_middle[r, i]
                mine[++n] = r
            }
        if (!n)
            continue
        order[++k] = i
        typical[i] = middle(v, mine, n)
        least[i] = v[mine[int((n + 3) / 4)]]
        most[i] = v[mine[n - int((n + 3) / 4) + 1]]
        least_x = k == 1 ? least[i] : min(least_x, least[i])
        most_x = max(most_x, most[i])
    }
    sorted(typical, order, k)
    print "fine = " (k > 20 ? "font.\",14\"" : "small")
    words(k " runs: the slowest, " name[order[k]] ", takes " times(typical[order[k]] / typical[order[1]]) " times as long as the fastest, " \
        name[order[1]] ", in the typical row", "Time as a multiple of the class's median for the same row: the median over rows, the bar is the middle half of them. " \
        "Left is better." (others ? " Left out: " others " rows that ran with other parameters." : ""))
    for (n = 1; n <= k; n++) {
        i = order[n]
        y = k - n
        text = text sprintf("%.6g\t%.4f\t%.6g\t%.6g\t%s\n", typical[i], y, least[i], most[i], name[i])
        printf "set ytics add (%s %d)\n", percent_safe(start(name[i], 26)), y
        label("× " times(typical[i]), "graph 1.02", "first " y, "left font fine textcolor rgb ink")
        label(start(machine(i), 28), "graph 1.11", "first " y, "left font fine textcolor rgb muted")
    }
    printf "NaN\tNaN\tNaN\tNaN\t-\n\n\n%s\n\nNaN\tNaN\tNaN\tNaN\t-\n", text >"compare.tsv"
    print "lines = " k
    print "left_room = 0.2"
    print "set ytics font fine"
    print "right_room = 0.74"
}

function percent_safe(s) { gsub(/%/, "%%", s); return quoted(s) }

FILENAME ~ /runs\.tsv$/ {
    i = ++runs
    name[i] = $2
    cpu[i] = $6
    cores_of[i] = $7
    split("cpu cores compiler flags revision python kernel virtualisation governor", field_name, " ")
    for (k = 1; k in field_name; k++)
        if (i == 1)
            of_first[k] = $(k + 5)
        else if ($(k + 5) != of_first[k])
            differs[k]
    next
}

FILENAME ~ /rows\.tsv$/ && $14 > 1 {
    key = $1 SUBSEP $2 SUBSEP $3 SUBSEP $5
    if ($15 == "other") {
        others += !(key in seen_other)
        seen_other[key] = 1
        next
    }
    if (!(key in place))
        place[key] = ++all_rows
    of_middle[place[key], $4] = $13
    if (runs > 2 || $4 != 2 || $10 == "-")
        next
    i = ++rows
    title_of[i] = $1 ", " $2 ($3 == "-" ? "" : ", " $3)
    quotient[i] = $10 + 0
    seldom += $11 == "-"
    low[i] = $11 == "-" ? quotient[i] : $11 + 0
    high[i] = $12 == "-" ? quotient[i] : $12 + 0
    sure[i] = $11 != "-"
    if (!($1 in number)) {
        number[$1] = ++bands
        band_name[bands] = $1
    }
    band[i] = number[$1]
}

END {
    if (runs > 2 ? !all_rows : !rows)
        exit 3
    if (runs > 2) class()
    else pair()
    # What is far out shall not squeeze the rest.
    print "left = " max(0.02, min(0.8, least_x / 1.1))
    print "right = " min(50, max(1.25, most_x * 1.1))
}
