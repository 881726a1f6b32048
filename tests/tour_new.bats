#!/usr/bin/env bats
# make new; and what a bare machine can do, from the clone to the first run.

# shellcheck disable=SC2030,SC2031,SC2016,SC2154,SC2317  # bats; helper.bash
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    export BATS_TEST_TIMEOUT=600
}

setup() {
    mark_processes
    command -v git >/dev/null || skip "git is missing"
    # What a clone of this tree would hold.
    mkdir "$BATS_TEST_TMPDIR/tree"
    cd "$root" || return
    git rev-parse --git-dir >/dev/null 2>&1 || skip "not a git work tree"
    git ls-files -co --exclude-standard -z | while IFS= read -r -d '' file; do
        [ ! -e "$file" ] || printf '%s\0' "$file"
    done | tar c --null -T - | tar x -C "$BATS_TEST_TMPDIR/tree"
    cd "$BATS_TEST_TMPDIR/tree" || return
}

teardown() {
    no_process_left
}

whole_tree() {
    find . -path ./build -prune -o -type f -print0 | sort -z | xargs -0 cksum
}

@test "new: builds, runs, has --help; its test fails until it is done, then passes" {
    run make -s new NAME=bank_of_test
    equal "exit code: $output" 0 "$status"
    make -s build/bank_of_test build/cpu_count WERROR=1
    run build/bank_of_test
    equal "exit code" 0 "$status"
    [[ ${lines[1]} =~ ^"end balance: "-?[1-9][0-9]*$ ]]
    run build/bank_of_test --help
    equal "exit code" 0 "$status"
    [[ $output == *"YOURS"*"Try: "*"Compare: bank_locked"* ]]
    BUILD=build run bats tests/bank_of_test.bats
    equal "its test" 1 "$status"
    equal failures 2 "$(grep -c '^not ok' <<<"$output")"
    # The plan has it, and so has the tour.
    awk -f results/plan.awk -v mode=quick results/plan.tsv | grep -q '^balances.bank_of_test.'
    run env BUILD=build benches/tour/demo bank_of_test
    [[ $output == *"demo: no "*" in build: 'make demo' builds it" ]]
    make -pn demo 2>/dev/null | grep '^demo:' | grep -q ' build/bank_of_test '
    # A student does it.
    sed -i -e 's/YOURS/done/' -e '/delay_window(/d' -e '/int seen = /d' \
        -e 's/atomic_store_explicit(&a->balance, seen + amount,/atomic_fetch_add_explicit(\&a->balance, amount,/' \
        benches/bank_of_test.c
    make -s build/bank_of_test
    BUILD=build run bats tests/bank_of_test.bats
    equal "its test, with the lesson to do" 1 "$status"
    sed -i 's/YOURS/done/' benches/lessons.txt
    BUILD=build run bats tests/bank_of_test.bats
    equal "its test: $output" 0 "$status"
}

@test "new: a bad name or one that is taken: a line, exit 2, nothing is made" {
    before=$(whole_tree)
    for name in '' Bank a 'a b' ../x 2nd 'x;touch y' "x'y" bank-mine queue \
        bank_orders lat_ipc tests window behaviours "$(printf '%030d' 0)"; do
        run benches/tour/new "$name"
        equal "exit code for '$name'" 2 "$status"
        equal "lines for '$name'" 1 "${#lines[@]}"
        NAME=$name run make -s new
        equal "exit code of make for '$name'" 2 "$status"
    done
    equal tree "$before" "$(whole_tree)"
}

@test "new: whatever fails on the way, nothing half made stays" {
    mkdir bad
    before=$(whole_tree)
    for k in 1 2 3 4; do
        rm -f bad/count
        cat >bad/mv <<END
#!/bin/sh
n=\$((\$(cat bad/count 2>/dev/null || echo 0) + 1))
echo \$n >bad/count
[ \$n != $k ] || { echo no more >&2; exit 1; }
exec $(command -v mv) "\$@"
END
        chmod +x bad/mv
        PATH=$PWD/bad:$PATH run benches/tour/new bank_of_test
        equal "exit code" 1 "$status"
        [[ $output == *"new: nothing was made" ]]
        rm bad/*
        equal "tree after the failure of step $k" "$before" "$(whole_tree)"
    done
    # Killed before it has put anything in place.
    printf '#!/bin/sh\nkill -TERM $PPID\n' >bad/cp && chmod +x bad/cp
    PATH=$PWD/bad:$PATH run benches/tour/new bank_of_test
    equal "exit code" 143 "$status"
    rm bad/*
    equal "tree after the signal" "$before" "$(whole_tree)"
    equal "folders" "" "$(find . -name '.new-*')"
}

@test "bare machine: a compiler, make, a shell: from the clone to the first runs" {
    mkdir ../bin
    for name in gcc as ld ar make bash sh env awk sed grep tr cat head tail sort \
        uniq cmp rm mktemp cp mv ln mkdir touch dirname basename realpath wc seq \
        expr cut fold sleep timeout date uname ls chmod id true false printf test; do
        ln -s "$(type -P "$name")" ../bin/
    done
    for name in hyperfine gnuplot jq python3 tmux tput stty git; do
        [ ! -e ../bin/$name ]
    done
    bare=(env -i HOME="$PWD" PATH="$BATS_TEST_TMPDIR/bin" MPBENCH_TEST="$MPBENCH_TEST")
    start=$SECONDS
    run "${bare[@]}" make race
    equal "exit code of make race: $output" 0 "$status"
    [[ $output == *"racy "*" of 5 wrong"* ]]
    aha=$((SECONDS - start))
    run "${bare[@]}" make demo AUTO=1
    equal "exit code of make demo: $output" 0 "$status"
    [[ $output == *"cpu_count - cell 1"*"bank_locked - cell 10"*"It is 0."* ]]
    echo "# from the clone to make race: $aha s; make demo as well: $((SECONDS - start)) s" >&3
    run "${bare[@]}" make crash
    equal "exit code of make crash: $output" 0 "$status"
    [[ $output == *"C alone"* ]]
    run "${bare[@]}" make why
    equal "exit code of make why: $output" 0 "$status"
}
