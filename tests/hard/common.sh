# common.sh - what the scripts of tests/hard share: every program, found by itself,
# and what its --help says of it; to be sourced. BUILD is the folder with the programs.
# shellcheck shell=bash disable=SC2034  # variables are for those who source it

export LC_ALL=C
me=${0##*/}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(cd "${BUILD:-$root/build}" && pwd)
cases=0 wrong=0
# shellcheck source=../scratch.sh
. "$root/tests/scratch.sh"

# a_number NAME TEXT: or wrong usage
a_number() {
    [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || { echo "$me: $1='$2' is not a number" >&2 && exit 2; }
}

# The programs: each source in benches, race and measure, which must be built, and
# what else is built of the folders beside them.
find_programs() {
    local source name
    programs=()
    for source in "$root"/benches/*.c "$root"/benches/*/*.c; do
        name=${source##*/} name=${name%.c}
        case ${source#"$root"/benches/} in
        "$name.c" | race/"$name.c" | measure/"$name.c") ;;
        *) [ -x "$build/$name" ] || continue ;;
        esac
        [ -x "$build/$name" ] || complain "not built" "$name"
        programs+=("$name")
    done
    [ "${#programs[@]}" -gt 20 ] || complain "found few" "${programs[@]}"
}

# complain WHY WHAT...: twenty are printed, all are counted
complain() {
    wrong=$((wrong + 1))
    [ "$wrong" -gt 20 ] || { printf '%s:' "$1" && printf ' %.80q' "${@:2}" && echo; }
}

# The last line; the exit code says whether all was well.
count_up() { # what else there was to count
    echo "$me: $cases cases, $wrong wrong, ${#programs[@]} programs${1:+, $1}${slow:+; left out, too slow:$slow}"
    [ "$wrong" = 0 ] && [ "$cases" -gt "${least_cases:-0}" ]
}

# The options of a program that take a number, from its --help, a line each:
# name|letter|value|least|most; least and most are empty where they are not
# stated. An optional value begins with a bracket.
numeric_options() {
    "$build/$1" --help | awk '
        function done(    v, r) {
            if (entry !~ /^ *(-[a-zA-Z], +)?--/) return
            letter = entry ~ /^ *-[a-zA-Z],/ ? substr(entry, match(entry, /-[a-zA-Z],/) + 1, 1) : ""
            match(entry, /--[a-z-]+/)
            name = substr(entry, RSTART + 2, RLENGTH - 2)
            v = substr(entry, RSTART + RLENGTH)
            sub(/ .*/, "", v); sub(/^\[=/, "[", v); sub(/^=/, "", v); gsub(/[|]/, "/", v)
            if (match(entry, /; -?[0-9]+[a-z]* to [0-9]+[a-z]*$/)) {
                split(substr(entry, RSTART + 2), range, " to ")
            } else if (v ~ /TIME/) { range[1] = range[2] = ""
            } else return
            print name "|" letter "|" v "|" range[1] "|" range[2]
        }
        /^ +-/ && !over { done(); entry = $0; next }
        /^          / && entry && !over { sub(/^ +/, " "); entry = entry $0; next }
        /^$/ && entry { done(); over = 1; entry = "" }'
}

# Values small enough for a run of some milliseconds, for what options a program
# has: by the option, not by the program.
small_values() { # program
    local name least row _
    small=()
    # Of a measuring program's rows the first, as it stands in the source.
    row=$(sed -n 's/^ *{"\([^"]*\)",.*/\1/p' "$root/benches/measure/$1.c" 2>/dev/null | head -n 1)
    [ -z "$row" ] || ! "$build/$1" --usage | grep -q -- --row= || small+=("--row=$row")
    while IFS='|' read -r name _ _ least _; do
        case $name in
        rounds | runs) small+=("--$name=3") ;;
        days | transfers | numbers | inputs) small+=("--$name=20") ;;
        bursts) small+=("--bursts=50") ;;
        block) small+=("--block=10us") ;;
        time) small+=("--time=1ms") ;;
        items) small+=("--items=$least") ;;
        patience) small+=("--patience=2s") ;;
        esac
    done < <(numeric_options "$1")
}

# Its small values in small; not where it takes long even so. It is then left out,
# and named at the end. took: how long that was, in us.
slow=
quick_enough() { # program
    local start=${EPOCHREALTIME/./}
    small_values "$1"
    timeout -k 1 "${PATIENCE:-5}" "$build/$1" --format=json "${small[@]}" </dev/null >/dev/null 2>&1 ||
        { [ $? -lt 124 ] || { slow+=" $1" && return 1; }; }
    took=$((${EPOCHREALTIME/./} - start))
}
