#!/usr/bin/env bats
# results/bench on a full disk, and with a limit to the size of files: refused in
# a line, what is measured is kept, earlier runs stay, and with room it goes on.

load fixture

setup() {
    setup_tree
    made_up_machine
    plan 'cells|C|queue,pipe|1|1|whole|{x}'
    export ROUNDS=4 BUDGET=600
}

# That bench just refused, or was through: $1 is its exit code, its words in err.
refused_or_whole() { # exit code, RUN that was there before
    if [ "$1" = 0 ]; then
        results/check latest
    else
        [ "$1" = 1 ]
        # One line says it, beside those of progress.
        grep -vE '^bench: (warm-up|round|goes on with|put aside|fewer than)' err >said || true
        [ "$(wc -l <said)" = 1 ]
        grep -qE 'No space left|no room left|File too large' said
        [ "$(readlink results/latest)" = "$2" ]
    fi
    results/check "$2"
    for run in results/2*; do results/check "$run"; done
}

@test "on a full disk it is refused in a line, and earlier runs stay" {
    unshare -rm true 2>/dev/null || skip "no mount namespaces here"
    export -f refused_or_whole
    cat >full.sh <<'SH'
mv results scripts
mkdir results
mount -t tmpfs -o size=256k none results
cp scripts/* results/ && rm -f results/README.md
results/bench
before=$(readlink results/latest)
for room in 0 8 16 24 32 40 48 64; do
    free=$(df --output=avail -k results | tail -n 1)
    head -c "$(((free - room) * 1024))" /dev/zero >results/fill || true
    code=0
    results/bench 2>err || code=$?
    echo "room for $room KiB: exit code $code, $(tail -n 1 err)"
    refused_or_whole $code "$before"
    [ $code = 0 ] || refused=$((${refused:-0} + 1))
    rm results/fill
    [ $code != 0 ] || break
done
[ "$refused" -ge 3 ]
results/bench
[ "$(jq '[.rows[].executions | length] == [4, 4]' results/latest/raw.json)" = true ]
SH
    unshare -rm bash -eu full.sh
}

@test "with a limit to the size of files it is refused in a line too" {
    results/bench
    before=$(readlink results/latest)
    for blocks in 1 2; do
        code=0
        (ulimit -f $blocks && results/bench 2>err) || code=$?
        echo "$blocks blocks: exit code $code, $(tail -n 1 err)"
        refused_or_whole $code "$before"
    done
    run results/bench
    [ "$status" = 0 ]
    [[ $output == *"goes on with"* ]]
}
