# figures.awk - the tables of figures: of times, from summary.tsv, and of other
# values, from the single executions
#
# Beside plots/lib.awk, which skips each table's head and knows human().

FILENAME ~ /summary\.tsv$/ { row[$1, ++rows[$1]] = $0 }

FILENAME ~ /commands\.tsv$/ {
    if (!(($1, $4) in listed_before))
        command[$1, ++commands[$1]] = $4
    listed_before[$1, $4]
    if ($1 == "cells")
        cell_command[$3, ++cell_commands[$3]] = $4
}

# What is drawn of these is not the time.
FILENAME ~ /runs\.tsv$/ && $1 == "balances" { sample($1, $2, $3, $8 + 0) }
FILENAME ~ /runs\.tsv$/ && $1 == "fixes" && $8 ~ /^-?[0-9]+ of [1-9]/ {
    split($8, part, " ")
    sample($1, $2, $3, $7 / part[3])
}
FILENAME ~ /window\.tsv$/ && $5 > 0 { sample("window", $1 == 0 ? "none" : human($1), "-", 100 * $4 / $5) }
FILENAME ~ /orders\.tsv$/ {
    in_round[$1] += $4
    ended[++endings] = $0
    if (!($2 in orders_to))
        all_orders += $3
    orders_to[$2] = $3
}

# All races of a round are known only at its end.
function share_orders(    i, part)
{
    for (i = 1; i <= endings; i++) {
        split(ended[i], part, "\t")
        sample("orders", part[2], part[3] " of " all_orders, 100 * part[4] / in_round[part[1]])
    }
}

function sample(table, variant, x, v,    key, i)
{
    key = table SUBSEP variant SUBSEP x
    if (!(key in samples))
        group[table, ++groups[table]] = variant "\t" x
    for (i = ++samples[key]; i > 1 && value[key, i - 1] > v; i--)
        value[key, i] = value[key, i - 1]
    value[key, i] = v
}

# The widest k for which ranks k and m + 1 - k still cover the median with 95%
# (as results/tables.jq); 1 for few values.
function rank(m,    i, p, below, k)
{
    p = 0.5 ^ m
    for (i = 0; i < int(m / 2); i++) {
        below += p
        if (2 * below <= 0.05)
            k = i + 1
        p *= (m - i) / (i + 1)
    }
    return k > 1 ? k : 1
}

# Under 6 values least and most are less than a 95% interval.
function between(low, high, m) { return m < 6 ? "–" : low " to " high }

function plain(v) { return sprintf("%.4g", v) }
function cell(v) { return "<td>" esc(v) "</td>" }

function table_head(name, caption, variant, x, last)
{
    print scroller(name) "<table>\n<caption><div>" prose(caption) "</div></caption>"
    print "<thead><tr><th scope=\"col\">" variant "</th>" (x == "" ? "" : "<th scope=\"col\">" x "</th>") "<th scope=\"col\">median</th>" \
        "<th scope=\"col\">95% interval</th><th scope=\"col\">least</th><th scope=\"col\">most</th>" \
        "<th scope=\"col\">n</th>" (last == "" ? "" : "<th scope=\"col\">" last "</th>") "</tr></thead>\n<tbody>"
}

function table_foot() { print "</tbody></table></div>" }

# A row of summary.tsv by its own clock; the other clock's median at the end.
function time_row(r,    c, at, other)
{
    split(r, c, "\t")
    at = c[4] == "whole" ? 6 : 11
    other = c[4] == "whole" ? 11 : 6
    print "<tr><th scope=\"row\">" esc(c[2]) "</th>" cell(c[3]) cell(human(c[at])) \
        cell(between(human(c[at + 3]), human(c[at + 4]), c[5])) cell(human(c[at + 1])) cell(human(c[at + 2])) \
        cell(c[5]) cell(c[other] == "-" ? "-" : human(c[other])) "</tr>"
}

# What x is: the option that has its value in every row of the lesson.
function x_name(l,    i, k, c, m, part, has_x)
{
    for (i = rows[l]; i > 0; i--) {
        split(row[l, i], c, "\t")
        if (c[3] !~ /^[0-9]/)
            return "program"
        m = split(c[16], part, " ")
        for (k = 1; k <= m; k++)
            if (sub("=" c[3] "$", "", part[k]))
                has_x[part[k]]++
    }
    for (k = 1; k <= m; k++)
        if (has_x[part[k]] == rows[l])
            return part[k]
    return "x"
}

# Of a lesson of the plan; x: only the rows of this one. 0: there are none.
function time_table(l, x,    i, c, clock, any)
{
    for (i = 1; i <= rows[l]; i++) {
        split(row[l, i], c, "\t")
        if (x != "" && c[3] != x || c[c[4] == "whole" ? 6 : 11] == "-")
            continue
        if (!any++) {
            clock = c[4]
            table_head("figures of " (x == "" ? l : x), clock == "whole" ? \
                "Whole program, by hyperfine: exec, start, work, join, exit. Last: the program's own clock." : \
                "Inner time, by the program's own clock. Last: the whole program, by hyperfine.", \
                "variant", x_name(l), clock == "whole" ? "inner, median" : "whole, median")
        }
        time_row(row[l, i])
    }
    if (any)
        table_foot()
    return any
}

# Of values that are no times.
function value_table(l, caption, variant, x,    i, k, m, key, part)
{
    if (!groups[l])
        return 0
    table_head("figures of " l, caption, variant, x, "")
    for (i = 1; i <= groups[l]; i++) {
        split(group[l, i], part, "\t")
        key = l SUBSEP part[1] SUBSEP part[2]
        m = samples[key]
        k = rank(m)
        print "<tr><th scope=\"row\">" esc(part[1]) "</th>" (x == "" ? "" : cell(part[2])) \
            cell(plain((value[key, int((m + 1) / 2)] + value[key, int(m / 2) + 1]) / 2)) \
            cell(between(plain(value[key, k]), plain(value[key, m + 1 - k]), m)) cell(plain(value[key, 1])) \
            cell(plain(value[key, m])) cell(m) "</tr>"
    }
    table_foot()
    return 1
}

# The table that belongs to a picture. 0: there is none.
function figures_of(picture)
{
    if (picture == "balances")
        return value_table(picture, "End balance, which should be 0.", "variant", "")
    if (picture == "fixes")
        return value_table(picture, "Nanoseconds an update: the time over all workers' updates.", "workers", "fix")
    if (picture == "window")
        return value_table(picture, "Lost deposits in percent.", "window", "")
    if (picture == "orders")
        return value_table(picture, "This machine's races by where they ended, in percent of a round's.", "end balance", "orders that end there")
    return time_table(picture == "clocks" ? "cells" : picture, "")
}
