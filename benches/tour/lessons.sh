# lessons.sh - the lessons' words, from benches/lessons.txt; to be sourced
# shellcheck shell=bash disable=SC2034,SC2154 # shared with those who source it

# load_lessons FIELD: those that have it, as lessons=(NAME...) and word[NAME.FIELD]
declare -a lessons=()
declare -A word=()
load_lessons() {
    local all line place
    all=$(FILE=$root/benches/lessons.txt awk -f "$root/benches/lessons.awk" -f /dev/fd/3 3<<'AWK'
BEGIN {
    read_lessons(ENVIRON["FILE"])
    for (i = 1; i <= entries; i++)
        print named[i] "." keyed[i] ":" field[named[i], keyed[i]]
}
AWK
    ) || exit 1
    while IFS= read -r line; do
        place=${line%%:*}
        word[$place]=${line#*:}
        [ "${place#*.}" != "$1" ] || lessons+=("${place%.*}")
    done <<<"$all"
}

# find_lesson [NAME]: sets at, its place in lessons
at=0
find_lesson() {
    [ "${1-}" ] || return 0
    for ((at = 0; at < ${#lessons[@]}; at++)); do
        [ "${lessons[at]}" != "$1" ] || return 0
    done
    usage "no lesson '$1'; there are: ${lessons[*]}"
}

# claim FILE.c: the sentence that its header comment begins with
claim() {
    sed -n '1s,^/\* [a-z_0-9]* - ,,p' "$root/$1"
}

# program_of "build/NAME WORD...": sets program=(FILE WORD...), as built here
program_of() {
    read -ra program <<<"$1"
    program[0]=$build/${program[0]#build/}
}
