# coverage.awk - lines of lib/ that no test reached, less those with a reason
#
#     awk -f coverage.awk coverage.txt LCOV       in the tree's root
#
# In coverage.txt "= REASON" holds for the lines below it, "FILE: TEXT", each of
# which stands for all lines of that file with this text, or "FILE: NAME()" for a
# whole function.
function trimmed(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}

FNR == 1 { list = FILENAME == ARGV[1] }
list && (/^#/ || NF == 0) { next }
list && /^= / { reasons++; next }
list {
    if (!reasons)
        print "coverage.txt: a line without a reason: " $0
    known[$0] = 1
    next
}

/^SF:/ {
    file = substr($0, 4)
    in_lib = sub(/^.*\/lib\/mp\//, "lib/mp/", file) || sub(/^.*\/lib\/kit\//, "lib/kit/", file)
    next
}
# FN:LINE,NAME; a static function has its file before it.
/^FN:/ && in_lib {
    split(substr($0, 4), pair, ",")
    sub(/.*:/, "", pair[2])
    name[file, pair[1]] = pair[2] "()"
}
/^DA:/ && in_lib {
    split(substr($0, 4), pair, ",")
    key = file ":" pair[1]
    if (!(key in count))
        order[++lines] = key
    count[key] += pair[2]
}

END {
    for (i = 1; i <= lines; i++) {
        split(order[i], at, ":")
        if (count[order[i]] > 0) {
            covered++
            continue
        }
        if (at[1] != read) {
            read = at[1]
            n = 0
            while ((getline text < read) > 0)
                line[read, ++n] = trimmed(text)
            close(read)
        }
        text = line[at[1], at[2]]
        for (l = at[2]; l > 0 && !((at[1], l) in name);)
            l--
        if ((at[1] ": " name[at[1], l]) in known)
            text = ""
        if (text ~ /^[{}]*;?$/ || (at[1] ": " text) in known)
            reasoned++
        else {
            print order[i] ": " text
            unreasoned++
        }
    }
    share = lines ? 100 * covered / lines : 0
    printf "lib/: %d of %d lines, %.2f%%; not reached: %d with a reason, %d without\n",
        covered, lines, share, reasoned, unreasoned
    exit share < 95 || unreasoned > 0
}
