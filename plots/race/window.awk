# window.awk - what is lost against the window between read and write

function model(w, g,    p)
{
    p = w / (w + g)
    return 100 * (cores == 1 ? p / (1 + p) : min(0.5, p))
}

function middle(w,    m)
{
    m = runs[w]
    return (lost[w, int((m + 1) / 2)] + lost[w, int(m / 2) + 1]) / 2
}

function percent(p) { return sprintf(p < 9.95 ? "%.1f%%" : "%.0f%%", p) }

function time(ns) { return ns ? human(ns) : "no window" }

# From the narrowest to the widest: what is typical.
function finding(    first, last)
{
    first = window[1]
    last = window[windows]
    if (middle(last) == 0)
        return "Most runs lost nothing this time, even with a window of " time(last)
    if (middle(last) <= middle(first))
        return "A wider window lost no more this time: " percent(middle(first)) " with " time(first) ", " percent(middle(last)) " with " time(last)
    return (middle(first) ? "With " time(first) " " percent(middle(first)) " is lost" : "With " time(first) " most runs lose nothing") \
        ", with " time(last) " " percent(middle(last)) (middle(first) ? "" : " is lost")
}

FILENAME ~ /window\.tsv$/ && NF == 6 && $5 > 0 {
    if (!($1 in runs))
        window[++windows] = $1
    share = 100 * $4 / $5
    for (i = ++runs[$1]; i > 1 && lost[$1, i - 1] > share; i--)
        lost[$1, i] = lost[$1, i - 1]
    lost[$1, i] = share
    gap = $2
    deposits = $5
}

END {
    if (windows < 2)
        exit 3
    words(finding(), "Lost of " deposits " deposits by two tellers on " cores_text() ", with " human(gap) \
        " of other work before each. Median of " runs[window[1]] " runs, in alternating rounds; the band is from least to most." \
        " Lower is better.")
    narrow = window[1] > 0 ? window[1] : window[2]
    for (k = 1; k <= windows; k++) {
        w = window[k]
        # No window at all has no place on a log scale: left of the others.
        x = w > 0 ? w : narrow / 3
        printf "%.6g\t%.4g\t%.4g\t%.4g\n", x, middle(w), lost[w, 1], lost[w, runs[w]] >"window.tsv"
        high = max(high, lost[w, runs[w]])
    }
    high = max(high, 50)
    printf "\n\n" >"window.tsv"
    for (x = narrow / 3; x <= w * 1.001; x *= 10 ^ 0.05)
        printf "%.6g\t%.4g\n", x, model(x, gap) >"window.tsv"
    last[1] = middle(w)
    last[2] = model(w, gap)
    gone[1] = last[1]
    gone[2] = last[2]
    spread(last, 2, high * 0.2)
    label("measured", w * 1.25, last[1], "left textcolor rgb blue")
    label("model", w * 1.25, last[2], "left textcolor rgb red")
    note(cores == 1 ? "p / (1 + p), where p =" : "two tellers in one beat:", w * 1.25, last[2] - high * 0.045, "left font small textcolor rgb muted")
    note("window / (window + work)", w * 1.25, last[2] - high * 0.085, "left font small textcolor rgb muted")
    if (cores > 1)
        note("and half at most", w * 1.25, last[2] - high * 0.125, "left font small textcolor rgb muted")
    print "narrow = " narrow
    print "wide = " w
    print "high = " high
}
