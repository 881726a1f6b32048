# shellcheck shell=sh
# scratch.sh - sourced: a script's own folder, gone with the script: at its end, by
# HUP, INT or TERM, and by two of them at once.
#
#   scratch -d [OPTION...]     by mktemp, and names it $tmp
#
# A script that has more to tidy says how in a function of its own, `tidy`.
scratch() {
    tmp=$(mktemp "$@")
    trap 'trap "" HUP INT TERM; tidy || :; rm -rf -- "$tmp"' EXIT
    trap 'end_by 129' HUP
    trap 'end_by 130' INT
    trap 'end_by 143' TERM
}
tidy() { :; }
# A second signal's trap would run before EXIT's, and in its place.
end_by() { trap '' HUP INT TERM && exit "$1"; }
