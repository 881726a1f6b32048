# lib.awk - what the pictures' awk scripts share
#
# Reads a run's summary.tsv; NAME.awk's END then has, for each lesson, variant
# and x: med, least and most (nanoseconds, by the clock that the plan names) and
# n; and the x values, rising: xs[lesson, variant, 1..].
# From the environment: PICTURE, CORES, ROUNDS, FOOTER; KIND=dumb: for a terminal.

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

# The first width letters of s; a name longer than its place must not run over
# others. (Bytes are counted; no letter is cut in two.)
function cut(s, width)
{
    if (length(s) <= width)
        return s
    s = substr(s, 1, width - 1)
    sub(/[\300-\377]?[\200-\277]*$/, "", s)
    return s "…"
}

# A number and its unit with a mark between them instead of the blank: one word.
function joined(s,    at, out)
{
    while (match(s, /[0-9] ([nmµ]*s|[KMG]?i?B|cores|times)($|[ ,;.:)])/)) {
        at = RSTART
        out = out substr(s, 1, at) "\001"
        s = substr(s, at + 2)
    }
    return out s
}

# The words of s in lines of at most width letters, and at most that many lines;
# lines is set to how many.
function folded(s, width, most,    n, word, i, line, out)
{
    n = split(s, word, " ")
    line = cut(word[1], width)
    lines = 1
    for (i = 2; i <= n; i++)
        if (length(line) + 1 + length(word[i]) <= width)
            line = line " " word[i]
        else {
            if (lines++ == most)
                return out line " …"
            out = out line "\n"
            line = cut(word[i], width)
        }
    return out line
}

# The same as a gnuplot string, its lines about equally long.
function wrapped(s, width, most,    n, line, i, out, fewest, longest)
{
    s = joined(s)
    n = split(s, line, " ")
    for (i = 1; i <= n; i++)
        longest = max(longest, length(line[i]))
    folded(s, width, most)
    fewest = lines
    while (lines == fewest && fewest <= most && width > longest)
        folded(s, --width, most)
    n = split(folded(s, width + (lines > fewest), most), line, "\n")
    for (i = 1; i <= n; i++) {
        gsub(/\001/, " ", line[i])
        out = out (i > 1 ? "\\n" : "") substr(quoted(line[i]), 2, length(quoted(line[i])) - 2)
    }
    return "\"" out "\""
}

# For gnuplot, and as plain text in PICTURE.txt: finding, what is shown, source.
function words(title, subtitle,    text)
{
    text = ENVIRON["PICTURE"] ".txt"
    printf "%s\n%s\n%s\n", title, subtitle, ENVIRON["FOOTER"] >text
    title = wrapped(title, 72, 2)
    print "title = " title
    print "title_lines = " 1 + gsub(/\\n/, "", title)
    print "subtitle = " wrapped(subtitle, 128, 2)
    print "footer = " quoted(cut(ENVIRON["FOOTER"], 150))
}

# A label at a place of the plot; how: gnuplot's own words for colour and so on.
function label(text, x, y, how)
{
    printf "set label %s at %s,%s %s\n", quoted(cut(text, 60)), x, y, how (dumb ? " front" : "")
}

# One that a terminal has no room for.
function note(text, x, y, how)
{
    if (!dumb)
        label(text, x, y, how)
}

# The name of a series beside it, in its colour; marker is gnuplot's number for
# its points. A terminal draws those as letters, so there the name has it too.
function series(text, x, y, hue, marker)
{
    label((dumb ? sprintf("%c ", 64 + marker) : "") text, x, y, "left textcolor rgb " hue)
}

# A name beside the y axis; a percent sign there would be a format.
function tick(text, width, at)
{
    gsub(/%/, "%%", text)
    printf "set ytics add (%s %d)\n", wrapped(text, width, 2), at
}

# 4096 as "4 KiB".
function bytes(n)
{
    n += 0
    return n < 1024 ? n " B" : n < 1048576 ? sprintf("%g KiB", n / 1024) : \
        n < 1073741824 ? sprintf("%g MiB", n / 1048576) : sprintf("%g GiB", n / 1073741824)
}

function human(ns)
{
    ns += 0
    return ns < 999.5 ? sprintf("%.0f ns", ns) : ns < 999.5e3 ? sprintf("%.3g µs", ns / 1e3) : \
        ns < 999.5e6 ? sprintf("%.3g ms", ns / 1e6) : sprintf("%.3g s", ns / 1e9)
}

# A ratio with the digits that it deserves.
function ratio(r) { return sprintf(r < 9.95 ? "%.1f" : "%.0f", r) }

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
    if (lesson_n[lesson] < 3)
        return lesson_n[lesson] " runs each, too few for an interval; lines from least to most."
    return "Median of " lesson_n[lesson] " runs each, in alternating rounds; lines from least to most."
}

# A row's time with its spread, in seconds, at x of the picture; lowest and highest
# (nanoseconds) go along.
function point(file, l, v, x, at)
{
    printf "%.5g\t%.9g\t%.9g\t%.9g\n", at, med[l, v, x] / 1e9, least[l, v, x] / 1e9, most[l, v, x] / 1e9 >file
    lowest = lowest ? min(lowest, least[l, v, x]) : least[l, v, x]
    highest = max(highest, most[l, v, x])
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

# Push y[1..n] (any order) apart until neighbours are gap away from each other,
# and none is below low or above high, if those are given.
function spread(y, n, gap, low, high,    order, i, j, k, move, turn)
{
    if (dumb) # letters are larger there
        gap *= 1.6
    for (i = 1; i <= n; i++) {
        for (j = i; j > 1 && y[order[j - 1]] > y[i]; j--)
            order[j] = order[j - 1]
        order[j] = i
    }
    for (turn = 0; turn < 500; turn++) {
        if (high != "") {
            y[order[n]] = min(y[order[n]], high)
            y[order[1]] = max(y[order[1]], low)
        }
        for (k = 1; k < n; k++) {
            move = gap - (y[order[k + 1]] - y[order[k]])
            if (move > 0) {
                y[order[k]] -= move / 2
                y[order[k + 1]] += move / 2
            }
        }
    }
}

BEGIN {
    FS = "\t"
    for (i = 32; i < 127; i++)
        octal[sprintf("%c", i)] = sprintf("\\%03o", i)
    cores = ENVIRON["CORES"] + 0
    rounds = ENVIRON["ROUNDS"] + 0
    dumb = ENVIRON["KIND"] == "dumb"
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
    if ($11 ~ /^[0-9]/)
        inner_med[$1, $2, $3] = $11
    med[$1, $2, $3] = $at
    least[$1, $2, $3] = $(at + 1)
    most[$1, $2, $3] = $(at + 2)
    n[$1, $2, $3] = $5
    if (!($1 in lesson_n) || $5 < lesson_n[$1])
        lesson_n[$1] = $5
}
