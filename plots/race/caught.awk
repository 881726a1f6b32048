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
    when[i] = $5
    balance[i] = $6
    over[i] = $7 == "true"
    is_lost[i] = $8 == "true"
    schedule = $9
    window = $10
    if (!($2 in lane)) {
        lane[$2] = 1
        lanes++
    }
    if (i > 1 && when[i] < when[i - 1])
        disagree++
    first = i == 1 ? when[i] : min(first, when[i])
    last = max(last, when[i])
}

# A step's word stands outside the lanes, as near as there is room beside the
# words before it: ends[lane, level] is how far they reach.
function step(i,    y, side, word, half, level)
{
    y = lane[who[i]]
    side = y > 0 ? 1 : -1
    word = (kind[i] == "write" ? "writes " : "reads ") balance[i]
    if (kind[i] == "write" && is_lost[i])
        word = word ", lost"
    half = span * (dumb ? 0.0085 : 0.0047) * (length(word) + 1)
    while (((y, level + 0) in ends) && ends[y, level + 0] > when[i] - half)
        level++
    ends[y, level + 0] = when[i] + half
    label(word, when[i], y, "center offset 0," side * (1.2 + level * 1.05) \
        " font small textcolor rgb " (is_lost[i] ? "red" : "ink"))
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
        "Caught once on " cores_text() (window == "" ? "" : ", window " window) ": " steps / 2 / lanes " deposits of 1 by A, as many withdrawals by B; bars from read to write; arrows: " \
        "written over a balance that the teller had not seen. bank_steps --schedule=" schedule " replays it." \
        (disagree ? " The clock puts " disagree " steps out of order." : ""))
    for (i = 1; i <= steps; i++) {
        step(i)
        mark = 2 * is_lost[i] + (kind[i] == "write")
        points_of[mark] = points_of[mark] sprintf("%d\t%d\n", when[i], lane[who[i]])
        if (kind[i] == "read")
            began[who[i]] = when[i]
        else {
            printf "set arrow from %d,%d to %d,%d nohead linewidth 5 linecolor rgb %s\n", began[who[i]], lane[who[i]],
                when[i], lane[who[i]], is_lost[i] ? "red" : "blue"
            if (over[i] && i > 1) {
                for (j = i - 1; j > 0 && kind[j] != "write"; j--)
                    ;
                printf "set arrow from %d,%.2f to %d,%.2f head filled size screen 0.008,25 linewidth 2 dashtype 2 linecolor rgb red\n",
                    when[i], lane[who[i]], when[j], lane[who[j]]
            }
        }
    }
    # Kept reads, kept writes, lost reads, lost writes.
    for (mark = 0; mark < 4; mark++)
        printf "%s\n\n", mark in points_of ? points_of[mark] : "NaN\tNaN\n" >"caught.tsv"
    for (t in lane)
        tick(t == "A" || t == "C" ? t " deposits" : t " withdraws", 11, lane[t])
    print "lanes = " lanes
    print "first = " first
    print "last = " last
    print "span = " span
}
