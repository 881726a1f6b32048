# validate.awk - rounds of theirs and ours as a table of 80 columns; exit 1 where
# a judged row is not within 10% or has fewer than 5 rounds
#
#     awk -f validate.awk rounds.tsv        row, round, theirs_us, ours_us

function sort(v, n,    i, j, t)
{
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && v[j - 1] > v[j]; j--) {
            t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
        }
}

# The rank from either end of the 95% interval of the median (as tables.jq).
function rank(n,    i, p, below, k)
{
    p = 0.5 ^ n
    k = 1
    for (i = 0; i < int(n / 2); i++) {
        below += p
        if (2 * below <= 0.05)
            k = i + 1
        p *= (n - i) / (i + 1)
    }
    return k
}

function middle(v, n) { return (v[int((n + 1) / 2)] + v[int(n / 2) + 1]) / 2 }
function us(x) { return sprintf(x < 9.995 ? "%.2f" : x < 99.95 ? "%.1f" : "%.0f", x) }

function row(r,    i, n, t, o, q, m, k, low, high, verdict)
{
    n = rounds[r]
    for (i = 1; i <= n; i++) {
        t[i] = theirs[r, i]
        o[i] = ours[r, i]
        q[i] = o[i] / t[i]
    }
    if (n < 5) {
        printf "%-13s not measured: %d of %d rounds gave both figures\n", name[r], n, all[r]
        failed += r != "fork"
        return
    }
    sort(t, n); sort(o, n); sort(q, n)
    m = middle(q, n)
    k = rank(n)
    low = q[k]
    high = q[n - k + 1]
    verdict = m >= 0.9 && m <= 1.1 ? "within 10%" : "not within"
    if (r == "fork")
        verdict = "other job"
    else {
        failed += verdict != "within 10%"
        if (verdict == "within 10%" ? low < 0.9 || high > 1.1 : high >= 0.9 && low <= 1.1) {
            verdict = verdict " ?"
            unsure++
        }
    }
    printf "%-13s%6s %-11s%6s %-11s%5.2f %-11s %s\n", name[r], us(middle(t, n)), "(" us(t[1]) "-" us(t[n]) ")",
        us(middle(o, n)), "(" us(o[1]) "-" us(o[n]) ")", m, sprintf("(%.2f-%.2f)", low, high), verdict
}

BEGIN {
    FS = "\t"
    name["one"] = "pipe, 1 CPU"
    name["two"] = "pipe, 2 CPUs"
    name["fork"] = "fork, plain"
    name["inside"] = "fork, inside"
    count = split("one two fork inside", order, " ")
}

NR == 1 { next }
{
    all[$1]++
    least = !least || all[$1] < least ? all[$1] : least
    if ($3 + 0 > 0 && $4 + 0 > 0) {
        i = ++rounds[$1]
        theirs[$1, i] = $3 + 0
        ours[$1, i] = $4 + 0
    }
}

END {
    printf "%-13s%6s %-11s%6s %-11s%5s %-11s %s\n", "us, medians", "theirs", "(min-max)", "ours", "(min-max)", "ratio", "(95%)", "verdict"
    for (i = 1; i <= count; i++)
        if (order[i] in all)
            row(order[i])
    print ""
    if ("one" in all)
        print "pipe: a round trip, perf bench sched pipe beside lat_ipc's raw pipes."
    if ("fork" in all) {
        print "fork: fork, _exit and waitpid on one CPU, stress-ng --fork beside lat_start's"
        print "raw row. Plain, the two processes differ in size and in what they do besides:"
        print "another job, not judged. Inside, lat_start runs in stress-ng's own worker, and"
        print "that one forks and waits and no more."
    }
    if (unsure)
        print "? its interval reaches across the limit: more ROUNDS, or a quiet machine, tell."
    exit failed > 0
}
