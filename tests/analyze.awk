# analyze.awk - findings less the exceptions; what is left fails
#
#     awk -f analyze.awk -v tools="..." analyze.supp FINDINGS
#
# An exception: tool, file (a * at its end stands for the rest), check, reason.
# One that no finding needs any more is said too.
FNR == 1 { list = FILENAME == ARGV[1] }
list && (/^#/ || NF == 0) { next }
list {
    if (NF < 4) {
        print FILENAME ":" FNR ": tool, file, check and a reason are wanted"
        bad++
    }
    n++
    tool[n] = $1
    file[n] = $2
    check[n] = $3
    next
}

function fits(i,    name) {
    name = $2
    sub(/:.*/, "", name)
    if ($1 != tool[i] || !index($0, "[" check[i]))
        return 0
    if (file[i] ~ /\*$/)
        return index(name, substr(file[i], 1, length(file[i]) - 1)) == 1
    return name == file[i]
}

{
    for (i = 1; i <= n; i++)
        if (fits(i)) {
            used[i]++
            excepted++
            next
        }
    sub(/^[^ ]* /, "")
    print
    bad++
}

END {
    for (i = 1; i <= n; i++)
        if (!used[i] && index(" " tools " ", " " tool[i] " "))
            print "no longer needed: " tool[i] " " file[i] " " check[i]
    printf "%d findings, %d excepted by %d lines of tests/analyze.supp\n", bad, excepted, n
    exit bad > 0
}
