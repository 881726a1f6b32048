# balances.awk - what is left in the account: each run is a point

function finding(    racy, locked)
{
    racy = runs["C racy"] ? "without the lock " wrong["C racy"] + 0 " of " runs["C racy"] " runs end wrong" : ""
    locked = runs["C locked"] ? "with it " (wrong["C locked"] ? wrong["C locked"] " of " runs["C locked"] : "none of " runs["C locked"]) : ""
    if (racy == "" || locked == "")
        return toupper(substr(racy locked, 1, 1)) substr(racy locked, 2)
    if (!wrong["C racy"])
        return "No run lost money this time: " racy ", " locked
    if (wrong["C locked"])
        return "Something is broken: even " locked " runs end wrong"
    return toupper(substr(racy, 1, 1)) substr(racy, 2) ", " locked
}

FILENAME ~ /runs\.tsv$/ && $1 == "balances" && $8 ~ /^-?[0-9]+$/ {
    if (!($2 in runs))
        variant[++variants] = $2
    runs[$2]++
    balance[$2, runs[$2]] = $8
    if ($8 != 0)
        wrong[$2]++
    if (runs[$2] == 1 || $8 + 0 < from[$2])
        from[$2] = $8 + 0
    if (runs[$2] == 1 || $8 + 0 > upto[$2])
        upto[$2] = $8 + 0
}

END {
    if (!variants)
        exit 3
    v = runs["C racy"] ? "C racy" : variant[1]
    often = option("balances", v, "-", "rounds")
    words(finding(), "End balance of each run, which should be 0: two tellers on " cores_text() ", " often " deposits and " often \
        " withdrawals of 1, window between read and write: " option("balances", v, "-", "window") \
        ". At the notebook's pace: 1 ms of sleep before each, no window.")
    reach = 10
    for (i = 1; i <= variants; i++) {
        v = variant[i]
        reach = max(reach, max(-from[v], upto[v]))
        for (j = 1; j <= runs[v]; j++)
            # The runs of a lane one above the other, in their order.
            printf "%s\t%.4f\t%d\n", balance[v, j],
                variants - i + 0.6 * ((j - 0.5) / runs[v] - 0.5), v ~ /locked/ ? 1 : 0 >"balances.tsv"
        printf "\n\n" >"balances.tsv"
        colour = v ~ /locked/ ? "green" : v ~ /^Python/ ? "red" : "blue"
        printf "lane%d = %s; lane%d_marker = %d\n", i - 1, colour, i - 1, v ~ /locked/ ? 5 : v ~ /^Python/ ? 13 : 7
        tick(v, 19, variants - i)
        label(wrong[v] + 0 " of " runs[v] " wrong", "graph 1.02", "first " variants - i, "left offset 0,0.45 textcolor rgb ink")
        note(wrong[v] ? "from " from[v] " to " upto[v] : "all 0", "graph 1.02", "first " variants - i, "left offset 0,-0.6 font small textcolor rgb muted")
    }
    print "lanes = " variants
    print "reach = " reach
    if (runs["Python racy at the notebook's pace"])
        for (i = 1; i <= variants; i++)
            if (variant[i] == "Python racy at the notebook's pace") {
                print "notebook_lane = " variants - i
                found = 1
            }
    if (!found)
        print "notebook_lane = -1"
}
