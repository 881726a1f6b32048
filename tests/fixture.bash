# What the tests of results/ and plots/ share: a copy of the tree, in a folder
# whose name has a space and a quote, with programs that only print made-up times.
# shellcheck shell=bash disable=SC2034  # bats reads them

setup() { setup_tree; }

setup_tree() {
    bats_require_minimum_version 1.5.0
    here=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
    tree="$BATS_TEST_TMPDIR/a b'c"
    mkdir -p "$tree/build" "$tree/benches/python" "$tree/path" "$tree/results" "$tree/plots"
    cp "$here"/results/{bench,env,distances,check,summary,plan.tsv,*.sh,*.awk,*.jq} "$tree/results"
    cp "$here"/plots/{draw,show,*.sh,*.gp,*.awk} "$tree/plots"
    for p in cpu_count pool_map memory threads processes file shared_memory \
        queue pipe bank_racy bank_locked bank_fixes lat_line lat_message lat_fork; do
        cp "$here/tests/fake/program" "$tree/build/$p"
        cp "$here/tests/fake/program" "$tree/benches/python/$p.py"
    done
    mv "$tree/benches/python/queue.py" "$tree/benches/python/queue_fifo.py"
    cp "$here/tests/fake/program" "$tree/path/python3"
    PATH="$tree/path:$PATH"
    cd "$tree" || return
    unset BUILD ROUNDS BUDGET SEED LIMIT PLAN FRESH
    tab=$(printf '\t')
}

# Where the machine does not matter: describing it takes longer than such a run.
made_up_machine() {
    printf '#!/bin/bash\n%s\n' "echo '{\"cores_usable\": 2, \"kernel\": \"Linux 9\", \"placement\": {\"0-1\": \"apart\"}}'" >results/env
    printf '#!/bin/bash\n%s\n' "echo '{\"placement\": {\"0-1\": \"apart\"}}'" >results/distances
}

# How many unfinished folders are in there.
halves() {
    find "$1" -maxdepth 1 -name '.new*' | wc -l
}

# A plan of a few rows: a line an argument, columns parted by |.
plan() {
    printf '%s\n' "$@" | tr '|' '\t' >plan.tsv
    export PLAN=plan.tsv
}

# A run of our own making in results/NAME: rows on stdin, lesson|variant|x|ms.
# Every other execution is 5% off the median, so that there is a spread.
doctored() {
    mkdir -p "results/$1"
    tr '|' '\t' | awk -F'\t' '{
        for (i = 1; i <= 6; i++) {
            ns = int($4 * 1e6 * (1 + (i - 3.5) / 60)); total++
            e[i] = sprintf("{\"round\": %d, \"order\": %d, \"whole_ns\": %d, \"inner_ns\": %d, \"records\": [{\"result\": %d}]}",
                i, total, ns, ns, $5)
        }
        printf "%s{\"lesson\": \"%s\", \"variant\": \"%s\", \"x\": \"%s\", \"clock\": \"inner\", \"command\": \"-\", \"executions\": [",
            (NR > 1 ? "," : "{\"run\": \"made up\", \"rounds\": 6, \"left_out\": [], \"rows\": ["), $1, $2, $3
        for (i = 1; i <= 6; i++) printf "%s%s", (i > 1 ? "," : ""), e[i]
        printf "]}"
    } END { print "]}" }' >"results/$1/raw.json"
    for t in runs summary; do
        jq -r --arg table $t -f results/tables.jq "results/$1/raw.json" >"results/$1/$t.tsv"
    done
    echo "{\"cores_usable\": ${CORES_OF_RUN:-2}, \"cpu\": \"made up\"}" >"results/$1/env.json"
}

# The title that a picture gets from a doctored run.
title() { # run, picture
    (cd "$BATS_TEST_TMPDIR" && PICTURE=title CORES=${CORES_OF_RUN:-2} ROUNDS=6 FOOTER=- awk \
        -f "$tree/plots/lib.awk" -f "$tree/plots/$2.awk" "$tree/results/$1/summary.tsv" \
        "$tree/results/$1/runs.tsv" >/dev/null && sed -n 1p title.txt)
}
