# fixes.awk - the price list: what an update costs by each fix, and is the sum right

# "1.4 ns" where human would say "1 ns".
function fine(ns) { return ns < 9.95 ? sprintf("%.1f ns", ns) : human(ns) }

function median(v, f,    m)
{
    m = runs[v, f]
    return (ns[v, f, int((m + 1) / 2)] + ns[v, f, int(m / 2) + 1]) / 2
}

function finding(v,    i, f, cheap, dear, broken, k, end)
{
    for (i = 1; i <= fixes; i++) {
        f = fix[i]
        if (f == "load_store") {
            end = wrong[f] ? "; without a fix " share(f) " is lost" : "; without a fix nothing was lost this time"
            continue
        }
        if (wrong[f])
            broken[++k] = f
        if (!runs[v, f])
            continue
        if (cheap == "" || median(v, f) < median(v, cheap))
            cheap = f
        if (dear == "" || median(v, f) > median(v, dear))
            dear = f
    }
    if (k)
        return "Something is broken: " listed(broken, k) (k == 1 ? " ends" : " end") " wrong"
    if (cheap == "")
        return "Without a fix " (wrong["load_store"] ? share("load_store") " is lost" : "nothing was lost this time")
    return "With " v " a right balance costs " fine(median(v, cheap)) " an update (" cheap ") to " \
        fine(median(v, dear)) " (" dear ")" end
}

# Of what workers who met each other did, the part that is not in the account.
function share(f) { return sprintf("%.2g%%", 100 * lost[f] / counted[f]) }

# The program had a time; its result is "BALANCE of COUNTED".
FILENAME ~ /runs\.tsv$/ && $1 == "fixes" && $7 ~ /^[0-9]+$/ && $8 ~ /^[0-9]+ of [1-9][0-9]*$/ {
    split($8, part, " of ")
    if (!($2 in seen_variant))
        variant[++variants] = $2
    if (!($3 in seen_fix))
        fix[++fixes] = $3
    seen_variant[$2] = seen_fix[$3] = 1
    price = $7 / part[2]
    for (i = ++runs[$2, $3]; i > 1 && ns[$2, $3, i - 1] > price; i--)
        ns[$2, $3, i] = ns[$2, $3, i - 1]
    ns[$2, $3, i] = price
    if (part[1] + 0 != part[2] + 0) {
        wrong[$3]++
        wrong_at[$2, $3]++
    }
    if ($2 != "1 worker") {
        counted[$3] += part[2]
        lost[$3] += part[2] - part[1]
    }
}

END {
    if (!fixes)
        exit 3
    main = "2 workers" in seen_variant ? "2 workers" : variant[1]
    # The cheapest on top.
    for (i = 2; i <= fixes; i++)
        for (j = i; j > 1 && runs[main, fix[j]] && median(main, fix[j]) < median(main, fix[j - 1]); j--) {
            f = fix[j]
            fix[j] = fix[j - 1]
            fix[j - 1] = f
        }
    words(finding(main), "The time over the updates of all workers, each a process, who do nothing else for " \
        human(option("fixes", main, fix[1], "time")) ", on " cores_text() ". " statistic("fixes") \
        " Left is better. Who spins gives up the CPU after 100 looks.")
    lowest = 1e99
    for (k = 1; k <= 3; k++) {
        v = variant[k]
        for (i = 1; i <= fixes; i++) {
            f = fix[i]
            if (!runs[v, f])
                continue
            printf "%.2f\t%.9g\t%.9g\t%.9g\n", fixes - i + (2 - k) * 0.26, median(v, f), ns[v, f, 1], ns[v, f, runs[v, f]] >"fixes.tsv"
            if (wrong_at[v, f])
                cross[++crosses] = sprintf("%.2f\t%.9g", fixes - i + (2 - k) * 0.26, median(v, f))
            lowest = min(lowest, ns[v, f, 1])
            highest = max(highest, ns[v, f, runs[v, f]])
        }
        if (k > variants)
            print "NaN\tNaN\tNaN\tNaN" >"fixes.tsv"
        else
            label(cut(v, 10), "graph " 0.03 + (dumb ? 0.25 : 0.15) * (k - 1), "first " fixes - 0.1, \
                "left textcolor rgb " word_of("blue purple yellow", k) " point pointtype " word_of("round up down", k) \
                " pointsize size linecolor rgb " word_of("blue purple yellow", k) " offset 1")
        printf "\n\n" >"fixes.tsv"
    }
    for (i = 1; i <= crosses; i++)
        print cross[i] >"fixes.tsv"
    if (crosses)
        label("wrong", "graph " (dumb ? 0.8 : 0.48), "first " fixes - 0.1, "left textcolor rgb red point pointtype 2 pointsize 1.4 * size linecolor rgb red offset 1")
    else
        print "NaN\tNaN" >"fixes.tsv"
    print "fixes = " fixes
    print "left = " lowest / 1.5
    print "right = " highest * 1.5
    label("the sum", "graph 1.02", "first " fixes - 0.1, "left textcolor rgb muted")
    for (i = 1; i <= fixes; i++) {
        tick(fix[i], 15, fixes - i)
        label(wrong[fix[i]] ? share(fix[i]) " lost" : "right", "graph 1.02", "first " fixes - i, \
            "left textcolor rgb " (wrong[fix[i]] ? "red" : "ink"))
    }
}

function word_of(list, k,    part)
{
    split(list, part, " ")
    return part[k]
}
