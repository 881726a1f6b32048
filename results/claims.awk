# claims.awk - see claims: figures with a comment behind them, checked and renewed
#
# Before plots/lib.awk, which reads the sample's medians (med) and formats them.

# Paths come by the environment: awk -v would read a backslash in them its own way.
BEGIN {
    file = ENVIRON["FILE"]
    new = ENVIRON["NEW"]
    pictures = ENVIRON["PICTURES"]
}

# "Python threads, 6": the last comma parts variant and x.
function median(lesson, row,    variant, x)
{
    variant = x = row
    sub(/, [^,]*$/, "", variant)
    sub(/^.*, /, "", x)
    if (!has(lesson, variant, x))
        hard = bad("no row '" lesson ": " row "' in the sample")
    return med[lesson, variant, x]
}

function bad(what)
{
    printf "%s line %d: %s\n", file, FNR, what >"/dev/stderr"
    return failed = 1
}

function title_of(picture,    line)
{
    if ((getline line <(pictures "/" picture ".txt")) <= 0)
        hard = bad("no picture '" picture "' in the sample")
    close(pictures "/" picture ".txt")
    return line
}

# What the sample says to a comment; sets form, how such a figure looks.
function figure(claim,    lesson, row, n)
{
    if (claim == "goals") {
        form = "[0-9]+ of [0-9]+"
        return goals
    }
    lesson = claim
    sub(/: .*/, "", lesson)
    sub(/^[^:]*: /, "", claim)
    if (lesson == "title") {
        form = "^.*"
        return title_of(claim)
    }
    if (lesson == "wrong") {
        form = "[0-9]+ of [0-9]+"
        return ended[claim] ? wrong[claim] + 0 " of " ended[claim] : "no run of " claim
    }
    n = split(claim, row, " / ")
    if (n == 2) {
        form = "[0-9.]+"
        return ratio(median(lesson, row[1]) / (median(lesson, row[2]) + 1e-9))
    }
    form = "[0-9.]+ (ns|µs|ms|s)"
    return human(median(lesson, claim))
}

FILENAME ~ /table\.txt$/ && /goals: / {
    goals = $0
    gsub(/[^0-9 ]/, "", goals)
    split(goals, g, " ")
    goals = g[2] " of " g[1]
}

FILENAME ~ /runs\.tsv$/ && $1 == "balances" {
    ended[$2]++
    wrong[$2] += $NF != 0
}

# A comment that stands alone is none of ours.
text && !/^<!--/ {
    rest = $0
    out = ""
    while (match(rest, /<!-- [^>]* -->/)) {
        before = substr(rest, 1, RSTART - 1)
        claim = substr(rest, RSTART + 5, RLENGTH - 9)
        is = figure(claim)
        if (!match(before, form "$"))
            hard = bad("no figure before the claim '" claim "'")
        else if ((was = substr(before, RSTART)) != is) {
            bad("'" was "' is '" is "' in the sample (" claim ")")
            before = substr(before, 1, RSTART - 1) is
        }
        out = out before "<!-- " claim " -->"
        rest = substr(rest, index(rest, " -->") + 4)
    }
    print out rest >new
}

text && /^<!--/ { print >new }
text { next }

# 2: a claim that cannot be held against anything.
END { exit hard ? 2 : failed }
