# shared.sh - a run by its name, its folder or the file that somebody handed in;
# sourced by compare, share and repeat
# shellcheck shell=bash disable=SC2034,SC2154 # who sources it has the rest
#
# A file from elsewhere is one JSON document, plain or gzipped: nothing in it is
# unpacked to a name of its own, so there is no path in it to follow. It is read up
# to a limit, and only what share.jq knows and finds in order gets any further.

most_packed=4000000    # bytes of a shared file
most_unpacked=64000000 # and of what it unpacks to

# The run as one document in FILE; sets label, a name for people.
read_run() { # name, folder or file; FILE
    [ -n "$1" ] || die "a run without a name"
    if [ -f "$1" ]; then
        label=${1##*/}
        label=${label%.gz} label=${label%.json}
        plain "$label" "$1"
        read_file "$1" "$2"
    else
        find_run "$here" "$1"
        label=${run##*/}
        plain "$label" "$1"
        read_folder "$run" "$2"
    fi
}

# Whatever the way to it: by a link, or with a / at its end.
plain() { # label, as it was given
    [[ ! $1 =~ [[:cntrl:]\"\'\`\\\<\>\|] ]] ||
        die "$(printf %q "$2"): a name with quotes or control characters is refused"
}

read_folder() { # folder, FILE
    local part owner=${HOME-}
    "$here/check" "$1" || exit 1
    [ -e "$1/raw.json" ] || die "${1##*/}: a run of the race lessons; only runs of 'make bench' are compared"
    for part in raw.json env.json; do
        [ ! -L "$1/$part" ] || die "${1##*/}/$part: a symbolic link is refused"
    done
    document "${1##*/}" "$2" --arg step pack --slurpfile env "$1/env.json" \
        --arg hide "$(uname -n) $(id -un) ${owner##*/}" <"$1/raw.json"
}

read_file() { # file, FILE
    local name=${1##*/}
    [ ! -L "$1" ] || die "$name: a symbolic link is refused"
    head -c $((most_packed + 1)) -- "$1" >"$2.packed" || die "$name: cannot be read"
    [ "$(wc -c <"$2.packed")" -le $most_packed ] ||
        die "$name: larger than $most_packed bytes; no shared run is"
    if [ "$(head -c 2 "$2.packed" | od -An -tx1 | tr -d ' ')" = 1f8b ]; then
        gzip -dc <"$2.packed" 2>/dev/null | head -c $((most_unpacked + 1)) >"$2.raw"
        local codes=("${PIPESTATUS[@]}")
        [ "${codes[1]}" = 0 ] || die "${2%/*} cannot be written: $name stays packed"
        [ "$(wc -c <"$2.raw")" -le $most_unpacked ] ||
            die "$name: unpacks to more than $most_unpacked bytes; no shared run does"
        [ "${codes[0]}" = 0 ] || die "$name: not whole: gzip cannot unpack it"
    else
        mv "$2.packed" "$2.raw"
    fi
    document "$name" "$2" --arg step read --argjson env null --arg hide '' <"$2.raw"
    rm -f "$2.packed" "$2.raw"
}

document() { # name for messages, FILE, arguments of jq
    local name=$1 file=$2 why
    shift 2
    # One document and not several: jq would read them one after the other.
    why=$(jq -c "$@" -f "$here/share.jq" 2>&1 >"$file") || {
        [[ $why != *'writing output failed'* ]] || die "${file%/*} cannot be written: ${why##*: }"
        why=$(sed -n 's/^jq: error ([^)]*): refused: //p' <<<"$why" | head -n 1)
        die "$name: ${why:-not whole, or not a shared run: no JSON document that can be read}"
    }
    [ "$(wc -l <"$file")" = 1 ] || die "$name: not one JSON document"
}
