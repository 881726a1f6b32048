# summary.awk - summary.tsv for a terminal: a table a lesson, medians in 80
# columns; whichever of variants and x is fewer stands across the page

function human(ns)
{
    if (ns == "" || ns == "-")
        return "-"
    if (ns < 999.5)
        return sprintf("%d ns", ns)
    if (ns < 999.5e3)
        return sprintf("%.3g us", ns / 1e3)
    if (ns < 999.5e6)
        return sprintf("%.3g ms", ns / 1e6)
    return sprintf("%.3g s", ns / 1e9)
}

function table(    i, j)
{
    printf "%s\n%-27s", lesson " (" clock ")", ""
    for (j = 1; j <= xs; j++)
        printf " %9.9s", x[j]
    print ""
    for (i = 1; i <= variants; i++) {
        printf "  %-25.25s", variant[i]
        for (j = 1; j <= xs; j++)
            printf " %9s", human(median[variant[i], x[j]])
        print ""
    }
    print ""
}

function turned(    i, j)
{
    printf "%s\n%-16s", lesson " (" clock ")", ""
    for (i = 1; i <= variants; i++)
        printf " %14.14s", variant[i]
    print ""
    for (j = 1; j <= xs; j++) {
        printf "  %-14.14s", x[j]
        for (i = 1; i <= variants; i++)
            printf " %14s", human(median[variant[i], x[j]])
        print ""
    }
    print ""
}

function flush()
{
    if (lesson != "" && xs <= 5)
        table()
    else if (lesson != "")
        turned()
    split("", median)
    split("", seen)
    xs = variants = 0
}

function balances(    i, v)
{
    print "balances (of each run; right is 0)"
    for (i = 1; i <= accounts; i++) {
        v = account[i]
        printf "  %-36.36s wrong in %d of %d, from %d to %d\n", v, wrong[v], runs[v], low[v], high[v]
    }
    print ""
}

# ns an update, the median of each; ! where a sum was wrong.
function prices(    i, j, k, ns)
{
    printf "fixes (an update)   "
    for (j = 1; j <= crews; j++)
        printf " %12s", crew[j]
    print ""
    for (i = 1; i <= fixes; i++) {
        printf "  %-18s", fix[i]
        for (j = 1; j <= crews; j++) {
            k = trials[fix[i], crew[j]]
            ns = k ? (price[fix[i], crew[j], int((k + 1) / 2)] + price[fix[i], crew[j], int(k / 2) + 1]) / 2 : "-"
            printf " %11s%s", k && ns < 9.95 ? sprintf("%.1f ns", ns) : human(ns),
                (fix[i], crew[j]) in off ? "!" : " "
        }
        print ""
    }
    print ""
}

BEGIN { FS = "\t" }
FNR == 1 || /^#/ { next }

# runs.tsv: of it only the money, and what an update of it costs.
FILENAME ~ /runs\.tsv$/ && $1 == "fixes" && $7 ~ /^[0-9]+$/ && $8 ~ /^[0-9]+ of [1-9][0-9]*$/ {
    split($8, part, " of ")
    if (!(("fix", $3) in seen))
        fix[++fixes] = $3
    if (!(("crew", $2) in seen))
        crew[++crews] = $2
    seen["fix", $3] = seen["crew", $2] = 1
    for (i = ++trials[$3, $2]; i > 1 && price[$3, $2, i - 1] > $7 / part[2]; i--)
        price[$3, $2, i] = price[$3, $2, i - 1]
    price[$3, $2, i] = $7 / part[2]
    if (part[1] + 0 != part[2] + 0)
        off[$3, $2]
}

FILENAME ~ /runs\.tsv$/ {
    if ($1 != "balances" || $8 !~ /^-?[0-9]+$/)
        next
    if (!runs[$2]++) {
        account[++accounts] = $2
        low[$2] = high[$2] = $8 + 0
    }
    wrong[$2] += $8 != 0
    if ($8 + 0 < low[$2])
        low[$2] = $8 + 0
    if ($8 + 0 > high[$2])
        high[$2] = $8 + 0
    next
}

$1 == "balances" || $1 == "fixes" { next }
$1 != lesson {
    flush()
    lesson = $1
    clock = $4
}
{
    if (!(("v", $2) in seen))
        variant[++variants] = $2
    if (!(("x", $3) in seen))
        x[++xs] = $3
    seen["v", $2] = seen["x", $3] = 1
    median[$2, $3] = $4 == "whole" ? $6 : $11
}
END {
    flush()
    if (accounts)
        balances()
    if (fixes)
        prices()
}
