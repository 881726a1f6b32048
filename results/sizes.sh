# sizes.sh - sizes that the bench finds by itself; sourced by bench
# shellcheck shell=bash disable=SC2016,SC2034,SC2154 # awk's $; bench shares its variables
#
# {n:20ms} in a command is the number at which the program's own time is about 20
# ms on this machine: long against the clock's and the start's own error, short
# enough for the budget. It is found with the first row of the lesson that runs,
# and is the same in all rows of the lesson: what is compared has one size.

# asked.tsv with the sizes filled in: rows.tsv; and what they are: sizes.tsv.
find_sizes() {
    local lesson file command key size sizes='' n
    local -A known=()
    while IFS=$'\t' read -r lesson _ _ _ _ file _ command; do
        [[ $command =~ \{n:[0-9]+[mu]s\} ]] || continue
        size=${BASH_REMATCH[0]} key="$lesson $size"
        # One that fails is not tried again in each of its rows.
        [[ -z ${known[$key]-}${known[$key $file]-} && -e $file ]] || continue
        known[$key $file]=tried
        [ ! -t 2 ] || printf '\r\033[K%s: finding a size for %s' "$me" "$lesson" >&2
        size_for "$command" "$size"
        known[$key]=$n
        [ -z "$n" ] || sizes+=$lesson$'\t'$size$'\t'$n$'\n'
    done <asked.tsv
    clear_line
    put sizes.tsv printf '%s' "$sizes"
    put rows.tsv awk -F'\t' '
        FILENAME == "sizes.tsv" { n[$1, $2] = $3; next }
        match($8, /[{]n:[0-9]+[mu]s[}]/) && (($1, substr($8, RSTART, RLENGTH)) in n) {
            gsub(/[{]n:[0-9]+[mu]s[}]/, n[$1, substr($8, RSTART, RLENGTH)])
        }
        { print }' sizes.tsv asked.tsv
}

# Doubled until it takes long enough, then in proportion, to one digit. Sets n;
# empty where the command fails or no size does it.
size_for() { # command, {n:TIME}
    local goal i took least unit=1
    goal=${2//[!0-9]/}
    case $2 in *us\}) goal+=000 ;; *) goal+=000000 ;; esac
    for ((n = 1000; n < 1 << 33; n *= 2)); do
        # The least of three, so that one slow moment does not end it.
        for i in 1 2 3; do
            own_time "${1//$2/$n}" || { n='' && return; }
            [ "$i" != 1 ] && ((took > least)) || least=$took
            ((least >= goal)) || continue 2
        done
        break
    done
    ((n < 1 << 33)) || { n='' && return; }
    n=$((n * goal / least))
    while ((n / unit >= 10)); do unit=$((unit * 10)); done
    n=$(((n + unit / 2) / unit * unit))
    ((n > 0)) || n=1
}

# The program's own time in nanoseconds: sets took.
own_time() { # command: words without quotes, as plan.awk has seen to
    local code=0
    # shellcheck disable=SC2086 # its words
    timeout -k 1 "$limit" $1 </dev/null >record.json 2>/dev/null &
    child=$!
    wait "$child" || code=$?
    child=''
    [[ $code = 0 && $(<record.json) =~ \"elapsed_ns\":\ ([0-9]+) ]] &&
        took=${BASH_REMATCH[1]}
}
