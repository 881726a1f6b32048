# bars.awk - a text plot: a bar for each line "LABEL<TAB>VALUE"
#
#     awk -F '\t' -f bars.awk -v unit=ms -v width=40 FILE
{
    label[NR] = $1
    value[NR] = $2
    if ($2 + 0 > most)
        most = $2 + 0
    if (length($1) > longest)
        longest = length($1)
}

END {
    for (i = 1; i <= NR; i++) {
        bar = ""
        for (n = int(value[i] / most * width + 0.5); n > 0; n--)
            bar = bar "#"
        printf "%-" longest "s %8.3g %s %s\n", label[i], value[i], unit, bar
    }
}
