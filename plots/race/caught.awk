# caught.awk - one caught race as a timeline: a lane a teller, time in ns

# "A1 and B3", of those that are lost.
function names(    i, item, k, u)
{
    for (i = 1; i <= steps; i++) {
        u = who[i] number[i]
        if (kind[i] == "write" && is_lost[i])
            item[++k] = u
    }
    losses = k
    return listed(item, k)
}

FILENAME ~ /caught\.tsv$/ && NF == 10 {
    i = ++steps
    who[i] = $2
    number[i] = $3
    kind[i] = $4
    at[i] = $5
    balance[i] = $6
    over[i] = $7 == "true"
    is_lost[i] = $8 == "true"
    schedule = $9
    if (!($2 in lane)) {
        lane[$2] = 1
        lanes++
    }
    if (i > 1 && at[i] < at[i - 1])
        disagree++
    first = i == 1 ? at[i] : min(first, at[i])
    last = max(last, at[i])
}

# A step's word stands over its lane if it writes, under it if it reads.
function step(i,    y, above)
{
    y = lane[who[i]]
    above = kind[i] == "write"
    label((above ? "writes " : "reads ") balance[i], at[i], y,
        "center offset 0," (above ? "1.1" : "-1.1") " font small textcolor rgb " (is_lost[i] ? "red" : "ink"))
    if (above && is_lost[i])
        label("lost", at[i], y, "center offset 0,2.1 font small textcolor rgb red")
}

END {
    lost_names = names()
    if (!losses)
        exit 3
    # A on top, as it comes first in the text.
    for (i = 0; i < 26; i++) {
        t = sprintf("%c", 65 + i)
        if (t in lane)
            lane[t] = lanes - ++placed
    }
    end = balance[steps]
    span = last - first
    words(losses " of " steps / 2 " updates lost within " human(span) ": " lost_names "; the balance is " end (end == 0 ? " all the same" : ", not 0"),
        "A real race on " cores_text() ", caught once. A deposits 1, B withdraws 1, " steps / 2 / lanes \
        " times each; bars from read to write; a red arrow: written over a balance that the teller had not seen. Replay: " \
        "bank_steps --schedule=" schedule ". Order from versions, time from the clock" \
        (disagree ? " (which disagrees at " disagree " steps)." : "."))
    for (i = 1; i <= steps; i++) {
        step(i)
        mark = 2 * is_lost[i] + (kind[i] == "write")
        points_of[mark] = points_of[mark] sprintf("%d\t%d\n", at[i], lane[who[i]])
        if (kind[i] == "read")
            began[who[i]] = at[i]
        else {
            printf "set arrow from %d,%d to %d,%d nohead linewidth 9 linecolor rgb %s\n", began[who[i]], lane[who[i]],
                at[i], lane[who[i]], is_lost[i] ? "red" : "blue"
            if (over[i] && i > 1) {
                for (j = i - 1; j > 0 && kind[j] != "write"; j--)
                    ;
                printf "set arrow from %d,%.2f to %d,%.2f head filled size screen 0.008,25 linewidth 2 dashtype 2 linecolor rgb red\n",
                    at[i], lane[who[i]], at[j], lane[who[j]]
            }
        }
    }
    # Kept reads, kept writes, lost reads, lost writes.
    for (mark = 0; mark < 4; mark++)
        printf "%s\n\n", mark in points_of ? points_of[mark] : "NaN\tNaN\n" >"caught.tsv"
    for (t in lane)
        tick(t == "A" || t == "C" ? t " deposits" : t " withdraws", 12, lane[t])
    print "lanes = " lanes
    print "first = " first
    print "last = " last
    print "span = " span
}
