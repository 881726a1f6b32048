# commands.awk - the commands in README files, one a line
#
# In a code block (indented by four blanks, or fenced) a line is a command if it
# begins, after assignments, with a word that starts one here; what follows two
# blanks is a remark. All else in a block is what a command prints. Elsewhere a
# piece between backquotes is a command if it calls make, diff or a program.
function command(line)
{
    sub(/^ +/, "", line)
    sub(/^\$ /, "", line)
    sub(/(  +|\t| # ).*$/, "", line)
    if (line ~ /^([A-Z_]+=[^ ]* )*(make|git|diff|time|taskset|python3|setarch|strace|valgrind|(build|benches|results|plots|tests)\/[^ ]+)( |$)/ &&
            line !~ /[*]/ && !seen[line]++)
        print line
}

/^```/ { fenced = !fenced; next }
# An indented line belongs to a block after an empty line or another of it.
!fenced && /^    +[^ ]/ && (block || before == "") { block = 1 }
!fenced && !/^    / { block = 0 }
{ before = $0 }

fenced || block { command($0); next }

{
    n = split($0, piece, "`")
    for (i = 2; i <= n; i += 2)
        if (piece[i] ~ /^make |^make$|^diff |^build\/[a-z]|taskset .*build\//)
            command(piece[i])
}
