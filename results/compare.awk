# compare.awk - runs side by side, in 80 columns
#
#     awk -f compare.awk [-v fail_over=5] runs.tsv rows.tsv
#
# Two runs: both medians, their ratio and its interval. More: least, median and
# most over the runs, and where each run stands. With fail_over, exit 1 if a row
# has become slower by more than so many percent and its whole interval lies above
# that, or if there is no row to judge; rows that ran with other parameters, or too
# seldom for an interval, are never held against each other.

function human(ns)
{
    if (ns < 9.995) return sprintf("%.2f ns", ns)
    if (ns < 999.5) return sprintf("%.0f ns", ns)
    if (ns < 999.5e3) return sprintf(ns < 9.995e3 ? "%.2f us" : ns < 99.95e3 ? "%.1f us" : "%.0f us", ns / 1e3)
    if (ns < 999.5e6) return sprintf(ns < 9.995e6 ? "%.2f ms" : ns < 99.95e6 ? "%.1f ms" : "%.0f ms", ns / 1e6)
    return sprintf("%.2f s", ns / 1e9)
}

# The first letters; none of them torn where one is of several bytes.
function cut(s, width)
{
    if (length(s) <= width)
        return s
    s = substr(s, 1, width - 1)
    sub(/[\300-\377][\200-\277]*$/, "", s)
    return s "~"
}

# Dates are told apart by their ends.
function short(s) { return length(s) > 10 ? substr(s, 1, 4) "~" substr(s, length(s) - 4) : s }
function two(r) { return sprintf(r < 99.95 ? "%.2f" : "%.0f", r) }

# In lines of at most 80 characters, all but the first indented.
function fold(s,    n, word, i, out, line)
{
    n = split(s, word, " ")
    match(s, /^ */)
    line = substr(s, 1, RLENGTH) word[1]
    for (i = 2; i <= n; i++)
        if (length(line) + 1 + length(word[i]) > 80) {
            out = out line "\n"
            line = "  " word[i]
        } else
            line = line " " word[i]
    print out line
}

function sorted(v, n,    i, j, t)
{
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) {
            t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
        }
}
function middle(v, n) { sorted(v, n); return n ? (v[int((n + 1) / 2)] + v[int(n / 2) + 1]) / 2 : 0 }

# What is different about the machines, in a line for each thing, or in one.
function machines(    k, i, name, same, differ, seen, text, kinds)
{
    split("cpu cores compiler flags revision python kernel virtualisation governor", name, " ")
    for (k = 1; k in name; k++) {
        split("", seen)
        kinds = 0
        for (i = 1; i <= runs; i++)
            if (!seen[env[i, name[k]]]++)
                kinds++
        if (kinds == 1)
            same = same (same ? ", " : "") name[k]
        else
            differ = differ (differ ? ", " : "") name[k] (runs > 2 ? " (" kinds " kinds)" : "")
        if (kinds > 1 && runs == 2)
            text = text name[k] ": " env[1, name[k]] " | " env[2, name[k]] "\n"
    }
    fold(differ ? "The machines differ in " differ "." : "The machines do not differ in " same ".")
    n = split(text, name, "\n")
    for (k = 1; k < n; k++)
        fold("  " name[k])
    for (i = 1; i <= runs; i++)
        if (env[i, "load"] != "unknown" && env[i, "load"] + 0 > env[i, "cores"] + 0)
            fold(env[i, "label"] " was busy before it began: load " env[i, "load"] ".")
}

function heading(r)
{
    if (lesson[r] != before)
        print before = lesson[r]
}

function name_of(r) { return variant[r] (x[r] == "-" ? "" : ", " x[r]) }

function pair(    r, line, verdict, slower, faster, equal, alone, others, ratios, n, first)
{
    printf "%-37s%10s%10s%6s %s\n", "median", "first", "second", "ratio", "(95%)"
    for (r = 1; r <= rows; r++) {
        if (!((r, 1) in med && (r, 2) in med)) {
            first = alone++ ? first : lesson[r] ", " name_of(r)
            continue
        }
        heading(r)
        verdict = " "
        if (other[r]) {
            verdict = "*"
            others++
        } else {
            ratios[++n] = ratio[r, 2]
            if (low[r, 2] == "-") seldom++
            else if (low[r, 2] > 1) { verdict = "+"; slower++ }
            else if (high[r, 2] < 1) { verdict = "-"; faster++ }
            else equal++
        }
        line = sprintf("  %-35s%10s%10s%6s %-14s%s", cut(name_of(r), 35), human(med[r, 1]), human(med[r, 2]),
            two(ratio[r, 2]), low[r, 2] == "-" ? "(too few)" : "(" two(low[r, 2]) "-" two(high[r, 2]) ")", verdict)
        sub(/ +$/, "", line)
        print line
    }
    print ""
    if (n)
        fold("The second needs " two(middle(ratios, n)) " times the first's time in the typical row. Beyond its interval it is slower (+) in " \
            slower + 0 " rows, faster (-) in " faster + 0 "; " equal + 0 " show no difference.")
    if (seldom)
        fold(seldom " rows ran fewer than 5 times in one of the two: too few for an interval, and not judged.")
    if (others)
        fold("* " others " rows ran with other parameters on the two and prove nothing.")
    if (alone)
        fold("Only one of the two has " alone " rows, the first of them " first ".")
}

function class(    r, i, v, n, least, most, shown)
{
    printf "%-29s%9s%9s%9s  %s\n", "medians over the runs", "least", "median", "most", "least and most: whose"
    for (r = 1; r <= rows; r++) {
        n = 0
        least = most = 0
        split("", v)
        for (i = 1; i <= runs; i++)
            if ((r, i) in med) {
                v[++n] = med[r, i]
                if (!least || med[r, i] < med[r, least]) least = i
                if (!most || med[r, i] > med[r, most]) most = i
            }
        if (n < 2)
            continue
        heading(r)
        printf "  %-27s%9s%9s%9s  %-10s %s%s\n", cut(name_of(r), 27), human(med[r, least]), human(middle(v, n)),
            human(med[r, most]), short(env[least, "label"]), short(env[most, "label"]), other[r] ? "*" : ""
        shown = shown || other[r]
    }
    if (shown)
        print "* ran with other parameters on some, so it is not counted below"
    standings()
}

# Each run's rows against the middle of the class: a run's place is by the median.
function standings(    i, r, v, n, order, j, t)
{
    for (i = 1; i <= runs; i++) {
        n = 0
        split("", v)
        for (r = 1; r <= rows; r++)
            if ((r, i) in med && !other[r] && shared[r] > 1)
                v[++n] = of_middle[r, i]
        typical[i] = n ? middle(v, n) : "-"
        count[i] = n
        low_quarter[i] = v[int((n + 3) / 4)]
        high_quarter[i] = v[n - int((n + 3) / 4) + 1]
        order[i] = i
        for (j = i; j > 1 && n && (!count[order[j - 1]] || typical[order[j - 1]] > typical[i]); j--) {
            t = order[j]; order[j] = order[j - 1]; order[j - 1] = t
        }
    }
    printf "\n%-27s%6s  %-13s%5s  %s\n", "where each run stands", "times", "(half of rows)", "rows", "machine"
    for (j = 1; j <= runs; j++) {
        i = order[j]
        printf "%3d %-23s%6s  %-13s%5d  %s\n", j, cut(env[i, "label"], 23), count[i] ? two(typical[i]) : "-",
            count[i] ? "(" two(low_quarter[i]) "-" two(high_quarter[i]) ")" : "", count[i],
            cut(env[i, "cores"] " x " env[i, "cpu"], 28)
    }
    fold("Times the class's median time in the typical row; less is faster.")
}

# Rows slower than the first run's by more than was asked, beyond all doubt; and a
# run of which nothing can be judged has not passed.
function regressions(    r, i, found, judged)
{
    for (i = 2; i <= runs; i++) {
        judged = 0
        for (r = 1; r <= rows; r++) {
            if (!((r, 1) in med && (r, i) in med) || other[r] || low[r, i] == "-")
                continue
            judged++
            if (low[r, i] > 1 + fail_over / 100) {
                found++
                fold("regression over " fail_over "%: " lesson[r] ", " name_of(r) (runs > 2 ? ", " env[i, "label"] : "") ": " \
                    two(ratio[r, i]) " times (" two(low[r, i]) "-" two(high[r, i]) "), " human(med[r, 1]) " to " human(med[r, i]))
            }
        }
        if (!judged) {
            found++
            fold("Not one row of " env[i, "label"] " can be held against the first run's: nothing is known of a regression.")
        }
    }
    if (!found)
        print "No regression over " fail_over "%: no row's interval lies wholly above it."
    return found
}

BEGIN { FS = "\t" }
FNR == 1 { split($0, column, "\t"); next }
FILENAME ~ /runs\.tsv$/ {
    runs++
    for (i = 2; i <= NF; i++)
        env[runs, column[i]] = $i
    next
}
{
    k = $1 SUBSEP $2 SUBSEP $3 SUBSEP $5
    if (!(k in place)) {
        place[k] = ++rows
        lesson[rows] = $1
        variant[rows] = $2
        x[rows] = $3
        other[rows] = $15 == "other"
        shared[rows] = $14
    }
    r = place[k]
    med[r, $4] = $7
    ratio[r, $4] = $10
    low[r, $4] = $11
    high[r, $4] = $12
    of_middle[r, $4] = $13
}
END {
    split("first second", position, " ")
    for (i = 1; i <= runs; i++)
        if (runs == 2)
            fold(sprintf("%-7s%s: %s x %s, %s rounds", position[i], env[i, "label"], env[i, "cores"], env[i, "cpu"], env[i, "rounds"]))
    if (runs > 2)
        print runs " runs"
    machines()
    print ""
    if (runs == 2) pair()
    else class()
    if (fail_over != "" && regressions())
        exit 1
}
