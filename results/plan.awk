# plan.awk - the plan as rows, one for each value of x, or an error with its line
#
#     awk -f plan.awk -v mode=full|quick plan.tsv
#
# Out: lesson, variant, x, runs in a round, clock, program file, command to show,
# command to run. {x} is filled in; {n:20ms}, a size that the bench finds (sizes.sh),
# is not. Commands run in a folder where ./bin is the build folder, ./py is
# benches/python and ./python3 the interpreter, so no path has to be quoted.

function bad(what)
{
    printf "plan.tsv line %d: %s\n", NR, what >"/dev/stderr"
    failed = 1
    exit 1
}

function row(x,    command, name, rest)
{
    command = $7
    gsub(/\{x\}/, x, command)
    name = command
    sub(/ .*/, "", name)
    rest = substr(command, length(name) + 1) " -q --format=json"
    printf "%s\t%s\t%s\t%d\t%s\t", $1, $2, x, runs, $6
    if (sub(/^python:/, "", name))
        printf "py/%s.py\tpython3 benches/python/%s.py%s\t./python3 ./py/%s.py%s\n",
            name, name, rest, name, rest
    else
        printf "bin/%s\tbuild/%s%s\t./bin/%s%s\n", name, name, rest, name, rest
}

BEGIN { FS = "\t" }

/^#/ || /^[ \t]*$/ { next }

NF != 7 { bad("7 columns parted by tabs are wanted, found " NF) }
$1 !~ /^[a-z][a-z0-9_]*$/ { bad("lesson '" $1 "' is not a lower-case name") }
$2 == "" || $2 ~ /[[:cntrl:]]/ { bad("variant is empty or has control characters") }
$3 !~ /^[A-Za-z0-9_.,-]+$/ { bad("x '" $3 "' is not a list of words or numbers") }
$4 !~ /^[0-9][0-9]?$/ { bad("full '" $4 "' is not a number from 0 to 99") }
$5 !~ /^[0-9][0-9]?$/ { bad("quick '" $5 "' is not a number from 0 to 99") }
$6 != "whole" && $6 != "inner" { bad("clock '" $6 "' is neither whole nor inner") }
$7 !~ /^[A-Za-z0-9_.:,=+ {}-]+$/ { bad("command has characters that a plan may not") }
{
    bare = $7
    gsub(/[{]x[}]/, "", bare)
    sub(/[{]n:[1-9][0-9]?[0-9]?[mu]s[}]/, "", bare)
    if (bare ~ /[{}]/)
        bad("in braces the command may have {x}, and once {n:TIME} with 1us to 999ms")
}

{
    runs = mode == "quick" ? $5 : $4
    n = runs > 0 ? split($3, xs, ",") : 0
    for (i = 1; i <= n; i++) {
        if (seen[$1, $2, xs[i]]++)
            bad($1 ", " $2 ", " xs[i] " is there twice")
        row(xs[i])
    }
}
