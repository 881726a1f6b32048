# why.awk - the line that matters, and its neighbours; input: a program's source
#
# FILE is its name as printed. Each line marked <-- with two before and one after.
{
    text[FNR] = $0
    if (/\/\* <--/)
        mark[++marks] = FNR
}

function indent(line) {
    match(line, /^ */)
    return RLENGTH
}

END {
    for (i = 1; i <= marks && i <= 2; i++) {
        print "  read  " file ":" mark[i]
        from = mark[i] > 2 ? mark[i] - 2 : 1
        least = 80
        for (n = from; n <= mark[i] + 1; n++)
            if (text[n] != "" && indent(text[n]) < least)
                least = indent(text[n])
        for (n = from; n <= mark[i] + 1; n++) {
            line = sprintf("%3d%s%s", n, n == mark[i] ? ">" : " ", substr(text[n], least + 1))
            sub(/ +$/, "", line)
            print substr(line, 1, 80)
        }
    }
}
