# numbers.awk - the number that was asked for, in what a program printed
#
#     ANSWER=REGEX awk -f numbers.awk FILE            "LINE NUMBER", or nothing
#     awk -f numbers.awk -v came=N -v guess=G         how far off, in words
#
# Of several lines that match the last one counts, and in what matches the last
# number; h:mm:ss.uuuuuu is a number of seconds.

function last_number(text,    number, t) {
    if (match(text, /[0-9]+:[0-9][0-9]:[0-9.]+/)) {
        split(substr(text, RSTART, RLENGTH), t, ":")
        return t[1] * 3600 + t[2] * 60 + t[3]
    }
    number = ""
    while (match(text, /-?[0-9]+(\.[0-9]+)?/)) {
        number = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
    }
    return number
}

function show(x) {
    return x == int(x) ? sprintf("%d", x) : sprintf("%.3g", x)
}

function times(ratio) {
    return (ratio < 10 ? sprintf("%.2g", ratio) : sprintf("%.0f", ratio)) " times too "
}

# In times where it is many times as much, sooner so for a fraction of a second.
function distance(guess, came,    off, many) {
    off = guess - came
    many = came == int(came) ? 10 : 2
    if (off == 0)
        return "exactly your guess."
    if (guess > 0 && came > 0 && (guess / came >= many || came / guess >= many))
        return "your guess, " show(guess) ", is " \
            (off > 0 ? times(guess / came) "much." : times(came / guess) "little.")
    return "your guess, " show(guess) ", is " show(off > 0 ? off : -off) \
        " too " (off > 0 ? "much." : "little.")
}

BEGIN {
    if (came != "") {
        print "It is " show(came) (guess == "" ? "." : ": " distance(guess + 0, came + 0))
        exit
    }
}

match($0, ENVIRON["ANSWER"]) {
    number = last_number(substr($0, RSTART, RLENGTH))
    line = NR
}

END {
    if (came == "" && number != "")
        print line, number
}
