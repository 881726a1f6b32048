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
    # The first empty line becomes \v: what follows comes behind the options and
    # an empty line of argp's own.
    if (!parted && line == "") {
        between = "\\n\\v"
        parted = 1
    } else if (!(last && line ~ /^[ ]*$/)) {
        printf "    \"%s%s\"\n", between, line
        between = "\\n"
    }
    if (last) done = 1
}
END { print "    ;" }
