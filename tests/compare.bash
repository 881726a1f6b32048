# What the tests of compare, share and repeat share: runs of our own making, on the
# tree of fixture.bash.
# shellcheck shell=bash disable=SC2154  # fixture.bash sets them

load fixture
eval "fixture_$(declare -f setup)"
setup() {
    fixture_setup
    cp "$here"/results/{compare,share,repeat} "$tree/results"
    mkdir -p "$tree/plots/compare"
    cp "$here"/plots/compare/* "$tree/plots/compare"
    unset FAIL_OVER
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
}

# A run after a change to its raw.json by jq.
changed() { # run, from, filter
    rm -rf "results/$1" && cp -r "results/$2" "results/$1"
    jq -c "$3" "results/$2/raw.json" >"results/$1/raw.json"
    for t in runs summary; do
        jq -r --arg table $t -f results/tables.jq "results/$1/raw.json" >"results/$1/$t.tsv"
    done
}

three_rows() { # run, ms of the third
    doctored "$1" <<<"cubes|threads|1|10
cubes|processes|1|20
messages|pipe|10|${2:-30}"
}

# 400 rows of 15 times each, whose logarithms are triangular, from a seed.
random_run() { # run, seed, factor of the odd rows
    mkdir -p "results/$1"
    awk -v seed="$2" -v factor="${3:-1}" 'BEGIN {
        srand(seed)
        for (r = 1; r <= 400; r++) {
            printf "%s{\"lesson\": \"l%d\", \"variant\": \"v\", \"x\": \"%d\", \"clock\": \"whole\", \"command\": \"-\", \"executions\": [", \
                (r > 1) ? "," : "{\"run\": \"random\", \"mode\": \"full\", \"rounds\": 15, \"left_out\": [], \"rows\": [", r / 2, r
            for (i = 1; i <= 15; i++)
                printf "%s{\"round\": %d, \"order\": %d, \"whole_ns\": %d, \"inner_ns\": null, \"records\": [{}]}", (i > 1) ? "," : "", i, i, \
                    1e6 * exp(0.2 * (rand() + rand() - 1)) * (r % 2 ? factor : 1)
            printf "]}"
        }
        print "]}" }' >"results/$1/raw.json"
    for t in runs summary; do
        jq -r --arg table $t -f results/tables.jq "results/$1/raw.json" >"results/$1/$t.tsv"
    done
    echo '{}' >"results/$1/env.json"
}
