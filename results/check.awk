# check.awk - is a table of a run whole and readable? Says nothing if so.
#
#     awk -f check.awk -v from=M -v to=N -v last=rows|executions TABLE
#
# Every line has as many columns as the first, those from M to N are numbers
# ("-" where the program gave none), and the last line tells how many there are.

function bad(what)
{
    gsub(/[[:cntrl:]]/, "?", what) # of the table's own: one line, and plain
    printf "line %d: %s\n", NR, what
    failed = 1
    exit 1
}

BEGIN { FS = "\t" }

NR == 1 && $1 != "lesson" { bad("no header") }
NR == 1 { columns = NF; next }
ended { bad("goes on after its end") }
/^# / {
    ended = 1
    if ($0 != "# " NR - 2 " " last)
        bad("'" substr($0, 1, 40) "' but " NR - 2 " found")
    next
}
NF != columns { bad(NF " columns instead of " columns) }
{
    for (i = from; i <= to; i++)
        if ($i !~ /^-?[0-9]+$/ && $i != "-")
            bad("'" substr($i, 1, 40) "' is not a number")
}

END {
    if (!failed && !ended) {
        print "cut off: its last line is missing"
        exit 1
    }
}
