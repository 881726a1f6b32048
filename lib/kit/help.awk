# help.awk - a program's header comment, as the C string that --help prints.
#
# Input: the program's source. Its first comment, /* to */, loses the comment
# signs; lines stay as they are, since commands and output are in it. The name
# before " - " in the first line goes: argp prints it.
BEGIN {
    print "extern const char program_doc[];"
    print "const char program_doc[] ="
}
!done {
    line = $0
    last = sub(/[ ]?\*\/.*$/, "", line)
    if (NR == 1) {
        sub(/^\/\*[ ]?/, "", line)
        sub(/^[a-z_0-9]+ - /, "", line)
    } else {
        sub(/^ \*[ ]?/, "", line)
    }
    gsub(/\\/, "&&", line)
    gsub(/"/, "\\\\&", line)
    if (!(last && line ~ /^[ ]*$/)) {
        # argp: what stands after \v comes behind the options
        if (NR > 1) printf "    \"\\n\"\n"
        if (NR == 2) { printf "    \"\\v\"\n" }
        printf "    \"%s\"\n", line
    }
    if (last) done = 1
}
END { print "    ;" }
