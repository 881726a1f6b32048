# cut.awk - what fits of a program's output, and what matters of it
#
#     awk -f cut.awk -v rows=N -v line=N FILE
#
# At most rows lines of 80 columns: the beginning, and in any case the line that
# was asked for. Moved to the right where there is room for it.
{
    gsub(/\t/, "    ")
    gsub(/[^ -~]/, "?")
    sub(/ +$/, "")
    text[NR] = length($0) > 80 ? substr($0, 1, 77) "..." : $0
    if (length(text[NR]) > longest)
        longest = length(text[NR])
}

function put(text) {
    sub(/^/, longest <= 76 ? "    " : longest <= 78 ? "  " : "", text)
    sub(/ +$/, "", text)
    print text
}

END {
    first = NR
    if (NR > rows) {
        rows-- # for the line that says how many are missing
        first = line > rows ? rows - 1 : rows
    }
    for (i = 1; i <= first; i++)
        put(text[i])
    if (line > first + 1)
        put("... (" line - first - 1 " more)")
    if (line > first)
        put(text[line])
    last = line > first ? line : first
    if (last < NR && line <= first + 1)
        put("... (" NR - last " more)")
}
