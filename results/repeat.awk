# repeat.awk - of two runs' ratios: which differ by more than their interval, and
# are they too many? Exit 1 if so.
#
#     awk -v first=RUN -v second=RUN -f repeat.awk repeat.tsv    (compare.jq's)

BEGIN { FS = "\t" }
NR == 1 { next }
{
    drifts++
    drifted += $11 > 1 || $12 < 1
}
$9 == "-" { next }
{
    for (i = ++ratios; i > 1 && wide[i - 1] > sqrt($9 / $8) - 1; i--)
        wide[i] = wide[i - 1]
    wide[i] = sqrt($9 / $8) - 1
    if (!least || $4 < least) least = $4
    if ($8 > 1 || $9 < 1) {
        if (!found++)
            printf "%-42s%8s%8s%7s (%s)\n", "ratio to its reference", "first", "second", "change", "99%"
        printf "%-42s%8.2f%8.2f%7.2f (%.2f-%.2f)\n", substr($1 ", " $2 ", " $3, 1, 41), $5, $6, $7, $8, $9
    }
}
END {
    print "Runs: " first " and " second "."
    if (!ratios) {
        print "No ratio to judge: no row in both runs has a reference."
        exit 1
    }
    printf "%d of %d ratios (%.1f%%) differ by more than their interval; 5%% may: %s.\n",
        found, ratios, 100 * found / ratios, found <= 0.05 * ratios ? "holds" : "does not hold"
    printf "Half of the intervals are wider than +-%.0f%%, the rest is narrower.\n", 100 * wide[int((ratios + 1) / 2)]
    if (least < 8)
        printf "Some have only %d rounds: least to most is a %.0f%% interval, not 99%%.\n", least, 100 - 200 / 2 ^ least
    printf "Of the medians themselves %d of %d (%.1f%%) moved: the drift that ratios take out.\n",
        drifted, drifts, 100 * drifted / drifts
    exit found > 0.05 * ratios
}
