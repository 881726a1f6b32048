# copy.sh - a copy of the tree to work in, as a fresh checkout with what is built; to
# be sourced, after common.sh
# shellcheck shell=bash disable=SC2154  # root and build are common.sh's

# copy_tree FOLDER [bare]: bare leaves out what is built
copy_tree() {
    mkdir -p -- "$1"
    tar -C "$root" --exclude=./.git --exclude=./build --exclude='./results/*20[0-9]*T*' \
        --exclude='./results/.*' --exclude='./results/latest*' --exclude='./plots/latest*' \
        -cf - . | (cd -- "$1" && tar -xf -) # tar -C would take a backslash for its own
    [ "${2-}" = bare ] || cp -a "$build" "$1/build"
}
