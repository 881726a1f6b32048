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

# Values of x across the page, five at a time.
function table(    from, i, j)
{
    for (from = 1; from <= xs; from += 5) {
        printf "%s\n%-27s", from == 1 ? lesson " (" clock ")" : "", ""
        for (j = from; j <= xs && j < from + 5; j++)
            printf " %9.9s", x[j]
        print ""
        for (i = 1; i <= variants; i++) {
            printf "  %-25.25s", variant[i]
            for (j = from; j <= xs && j < from + 5; j++)
                printf " %9s", human(median[variant[i], x[j]])
            print ""
        }
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
    if (lesson != "" && xs > 5 && variants <= 4)
        turned()
    else if (lesson != "")
        table()
    split("", median)
    split("", seen)
    xs = variants = 0
}

function row(clock_at,    i)
{
    if ($1 != lesson) {
        flush()
        lesson = $1
        clock = $4
    }
    if (!(("v", $2) in seen))
        variant[++variants] = $2
    if (!(("x", $3) in seen)) {
        # Rising, where they are numbers: the plan may give them in any order.
        for (i = ++xs; i > 1 && $3 ~ /^[0-9]/ && x[i - 1] + 0 > $3 + 0; i--)
            x[i] = x[i - 1]
        x[i] = $3
    }
    seen["v", $2] = seen["x", $3] = 1
    median[$2, $3] = $(clock_at)
}

BEGIN { FS = "\t" }
FNR == 1 || /^#/ { next }
FILENAME ~ /summary\.tsv$/ {
    # Of these the time says nothing; summary_money.awk has them.
    if ($1 != "balances" && $1 != "fixes")
        row($4 == "whole" ? 6 : 11)
    next
}
END { flush() }
