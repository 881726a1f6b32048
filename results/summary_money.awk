# summary_money.awk - the money, of runs.tsv: what was left in the accounts, and what
# an update of them cost; goes with summary.awk

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

END {
    if (accounts)
        balances()
    if (fixes)
        prices()
}
