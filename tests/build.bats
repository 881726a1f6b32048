#!/usr/bin/env bats
# The Makefile: what is built anew and what is not, and what clean may remove.
# In a copy of the tree, with single objects: each takes a moment.

# shellcheck disable=SC2154 # helper.bash sets root
load helper

setup() {
    cp -r "$root"/{Makefile,lib,benches} "$BATS_TEST_TMPDIR"
    mkdir "$BATS_TEST_TMPDIR/tests"
    cp "$root/tests/tools.mk" "$BATS_TEST_TMPDIR/tests"
    cd "$BATS_TEST_TMPDIR" || exit
    unset MAKEFLAGS MAKELEVEL
}

gil=obj/lib/kit/gil.o
die=obj/lib/kit/die.o

# The sources that make compiles for its arguments.
compiled() {
    make "$@" | sed -n 's/^  cc    //p' | sort | paste -sd' '
}

@test "a header builds anew what takes it in, and nothing else" {
    objects=("build/$gil" "build/$die" build/obj/benches/threads.o)
    equal first "benches/threads.c lib/kit/die.c lib/kit/gil.c" "$(compiled "${objects[@]}")"
    equal again "" "$(compiled "${objects[@]}")"
    touch -d '+2 seconds' lib/kit/gil.h
    equal gil.h "benches/threads.c lib/kit/gil.c" "$(compiled "${objects[@]}")"
    rm "${objects[@]}"
    equal "silent, and built" "" "$(make -s "${objects[@]}")"
    [ -e build/$die ]
}

@test "other flags build anew, the linker's too, and the same do not" {
    equal first lib/kit/die.c "$(compiled build/$die)"
    equal CFLAGS lib/kit/die.c "$(compiled build/$die CFLAGS=-g1)"
    equal LDFLAGS lib/kit/die.c "$(compiled build/$die CFLAGS=-g1 LDFLAGS=-g)"
    equal "the same" "" "$(compiled build/$die CFLAGS=-g1 LDFLAGS=-g)"
    equal "a variant has a folder" lib/kit/die.c "$(compiled build/-O0/$die OPT=-O0)"
}

@test "a new header comment is a new --help" {
    help=build/obj/benches/queue.help.c
    make $help
    grep -q 'whoever gets it' $help
    sed '1s/whoever gets it/whosoever/' benches/queue.c >new
    touch -d '+2 seconds' new
    mv new benches/queue.c
    make $help
    grep -q whosoever $help
}

@test "clean removes build/, whatever was made in it first" {
    mkdir -p build/fuzz
    make clean
    [ ! -e build ]
    make build/$die
    make clean
    [ ! -e build ]
}

@test "clean removes another folder only if make began it" {
    make O=mine mine/$die
    make O=mine clean
    [ ! -e mine ]
    mkdir yours
    echo precious >yours/file
    make O=yours yours/$die
    run make O=yours clean
    equal "exit code" 2 "$status"
    equal "what was there" precious "$(cat yours/file)"
    make O="$PWD" "$PWD/$die"
    run make O="$PWD" clean
    equal "exit code" 2 "$status"
    [ -s Makefile ]
}

@test "clean is done before what is named after it, under -j too" {
    make build/$die
    equal "built anew" "lib/kit/die.c lib/kit/gil.c" "$(compiled -j8 clean build/$die build/$gil)"
    [ -s build/$die ] && [ -s build/$gil ]
}

@test "every target of help is a command, whatever files there are" {
    phony=" $(make -pq help 2>/dev/null | sed -n 's/^\.PHONY: //p') "
    for target in $(make help | sed -n 's/^    \([a-z][a-z0-9-]*\) .*/\1/p'); do
        [[ $phony == *" $target "* ]] || {
            echo "$target is none"
            false
        }
    done
}
