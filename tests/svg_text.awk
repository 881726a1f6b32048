# svg_text.awk - does all text of a picture stand on its canvas, apart?
#
#     awk -f svg_text.awk picture.svg      a line for each fault
#
# gnuplot writes each text as <g transform="translate(X,Y)" ... font-size="S"
# text-anchor="A"> and then <text>. Widths are estimated from DejaVu Sans' own.

# Of one letter, in parts of the size.
function width_of(c)
{
    if (c ~ /[ijl.,:;'|!]/ || c == "f" || c == " " || c == "I")
        return 0.32
    if (c ~ /[mwMW%@]/)
        return 0.92
    if (c ~ /[rt()\/-]/)
        return 0.4
    return c ~ /[A-Z=+]/ ? 0.72 : 0.61
}

function width(s,    i, w)
{
    for (i = 1; i <= length(s); i++)
        # A byte that goes on with a letter of several is no letter of its own.
        if (substr(s, i, 1) !~ /[\200-\277]/)
            w += width_of(substr(s, i, 1))
    return w
}

function attribute(name)
{
    return match($0, name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 3) : ""
}

/<g transform="translate\(/ {
    match($0, /translate\([0-9.,-]+/)
    split(substr($0, RSTART + 10, RLENGTH - 10), at, ",")
    size = attribute("font-size")
    bold = attribute("font-weight") == "bold" ? 1.1 : 1
    anchor = attribute("text-anchor")
    turned = /rotate\(/
}

/<text>/ {
    text = $0
    gsub(/.*<text>|<\/text>.*|<[^>]*>/, "", text)
    gsub(/&[a-z0-9#]+;/, "x", text)
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    if (text == "" || turned)
        next
    texts++
    w = width(text) * size * bold
    x0[texts] = at[1] - (anchor == "end" ? w : anchor == "middle" ? w / 2 : 0)
    x1[texts] = x0[texts] + w
    y0[texts] = at[2] - 0.74 * size
    y1[texts] = at[2] + 0.05 * size
    word[texts] = text
}

END {
    if (texts < 5)
        print "only " texts + 0 " texts found"
    for (i = 1; i <= texts; i++) {
        if (x0[i] < 0 || x1[i] > 1920 || y0[i] < 0 || y1[i] > 1080)
            printf "off the canvas (%d to %d, %d to %d): %s\n", x0[i], x1[i], y0[i], y1[i], word[i]
        for (j = 1; j < i; j++) {
            dx = (x1[i] < x1[j] ? x1[i] : x1[j]) - (x0[i] > x0[j] ? x0[i] : x0[j])
            dy = (y1[i] < y1[j] ? y1[i] : y1[j]) - (y0[i] > y0[j] ? y0[i] : y0[j])
            if (dx > 4 && dy > 4)
                printf "on each other (%d by %d): %s | %s\n", dx, dy, word[i], word[j]
        }
    }
}
