# lib.awk - what the pictures' awk scripts share
#
# Reads a run's summary.tsv; NAME.awk's END then has, for each lesson, variant
# and x: med, least and most (nanoseconds, by the clock that the plan names) and
# n; and the x values, rising: xs[lesson, variant, 1..].
# From the environment: PICTURE, CORES, ROUNDS, FOOTER.

# Text as a gnuplot string that nothing in it can leave: all but letters, digits
# and harmless signs by their octal number, so that no quote, backquote, macro or
# escape of gnuplot's is ever in it. Control characters become blanks.
function quoted(s,    i, c, out)
{
    for (i = 1; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c ~ /[A-Za-z0-9 ,.:;()\/+=-]/ || c > "~")
            out = out c
        else
            out = out (c in octal ? octal[c] : " ")
    }
    return "\"" out "\""
}

# The same in lines of at most width characters.
function wrapped(s, width,    n, word, i, line, out)
{
    n = split(s, word, " ")
    line = word[1]
    for (i = 2; i <= n; i++)
        if (length(line) + 1 + length(word[i]) > width) {
            out = out line "\n"
            line = word[i]
        } else
            line = line " " word[i]
    n = split(out line, word, "\n")
    out = ""
    for (i = 1; i <= n; i++) {
        line = quoted(word[i])
        out = out (i > 1 ? "\\n" : "") substr(line, 2, length(line) - 2)
    }
    return "\"" out "\""
}

# For gnuplot, and as plain text in PICTURE.txt: finding, what is shown, source.
function words(title, subtitle,    text)
{
    text = ENVIRON["PICTURE"] ".txt"
    printf "%s\n%s\n%s\n", title, subtitle, ENVIRON["FOOTER"] >text
    title = wrapped(title, 72)
    print "title = " title
    print "title_lines = " 1 + gsub(/\\n/, "", title)
    print "subtitle = " wrapped(subtitle, 128)
    print "footer = " quoted(ENVIRON["FOOTER"])
}

# A label at a place of the plot; how: gnuplot's own words for colour and so on.
function label(text, x, y, how)
{
    printf "set label %s at %s,%s %s\n", quoted(text), x, y, how
}

# A name beside the y axis; a percent sign there would be a format.
function tick(text, width, at)
{
    gsub(/%/, "%%", text)
    printf "set ytics add (%s %d)\n", wrapped(text, width), at
}

function human(ns)
{
    ns += 0
    if (ns < 999.5)
        return sprintf("%.0f ns", ns)
    if (ns < 999.5e3)
        return sprintf("%.3g µs", ns / 1e3)
    if (ns < 999.5e6)
        return sprintf("%.3g ms", ns / 1e6)
    return sprintf("%.3g s", ns / 1e9)
}

# A ratio with the digits that it deserves.
function ratio(r)
{
    return sprintf(r < 9.95 ? "%.1f" : "%.0f", r)
}

# 1000000 as "1 million", 30000 as "30 000".
function count(n)
{
    if (n == "?")
        return n
    n += 0
    if (n >= 1e6)
        return sprintf("%g million", n / 1e6)
    return n < 1e4 ? sprintf("%d", n) : sprintf("%d %03d", int(n / 1000), n % 1000)
}

# How often each point was measured and what its line is.
function statistic(lesson)
{
    if (lesson_n[lesson] == 1)
        return "One run each, so without a spread."
    return "Median of " lesson_n[lesson] " runs each, in alternating rounds; lines from least to most."
}

# An option's value in the record of a row, as the program reported it.
function option(lesson, variant, x, name,    i, n, part)
{
    n = split(options[lesson, variant, x], part, " ")
    for (i = 1; i <= n; i++)
        if (index(part[i], name "=") == 1)
            return substr(part[i], length(name) + 2)
    return "?"
}

function cores_text() { return cores == 1 ? "one core" : cores " cores" }
function max(a, b) { return a > b ? a : b }
function min(a, b) { return a < b ? a : b }
function log10(x) { return log(x) / log(10) }
function has(lesson, variant, x) { return (lesson, variant, x) in med }

# "a, b and c"
function listed(item, n,    i, out)
{
    for (i = 1; i <= n; i++)
        out = out (i == 1 ? "" : i == n ? " and " : ", ") item[i]
    return out
}

# Push y[1..n] (any order) apart until neighbours are gap away from each other.
function spread(y, n, gap,    order, i, j, k, move, turn)
{
    for (i = 1; i <= n; i++) {
        for (j = i; j > 1 && y[order[j - 1]] > y[i]; j--)
            order[j] = order[j - 1]
        order[j] = i
    }
    for (turn = 0; turn < 500; turn++)
        for (k = 1; k < n; k++) {
            move = gap - (y[order[k + 1]] - y[order[k]])
            if (move > 0) {
                y[order[k]] -= move / 2
                y[order[k + 1]] += move / 2
            }
        }
}

BEGIN {
    FS = "\t"
    for (i = 32; i < 127; i++)
        octal[sprintf("%c", i)] = sprintf("\\%03o", i)
    cores = ENVIRON["CORES"] + 0
    rounds = ENVIRON["ROUNDS"] + 0
}

FNR == 1 || /^#/ { next }

FILENAME ~ /summary\.tsv$/ {
    at = $4 == "whole" ? 6 : 11
    if ($at == "-" || $at <= 0)
        next
    # In order of x, where x is a number: the plan may give it in any.
    for (i = ++points[$1, $2]; i > 1 && $3 ~ /^[0-9]/ && xs[$1, $2, i - 1] + 0 > $3 + 0; i--)
        xs[$1, $2, i] = xs[$1, $2, i - 1]
    xs[$1, $2, i] = $3
    options[$1, $2, $3] = $16
    med[$1, $2, $3] = $at
    least[$1, $2, $3] = $(at + 1)
    most[$1, $2, $3] = $(at + 2)
    n[$1, $2, $3] = $5
    if (!($1 in lesson_n) || $5 < lesson_n[$1])
        lesson_n[$1] = $5
}
