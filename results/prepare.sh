# prepare.sh - what a run will be, before anything is measured; sourced by bench
# shellcheck shell=bash disable=SC2034,SC2154,SC2164 # bench shares its variables

# A draft: the plan's rows, the programs, the machine.
prepare() {
    local rows python why
    run=$(date -u +%Y%m%dT%H%M%SZ)
    compgen -G "$here/*$run" >/dev/null || compgen -G "$here/.*-$run" >/dev/null && run=$run-$$
    rows=$(awk -f "$here/plan.awk" -v mode="$mode" "$plan") || exit 1
    [ -n "$rows" ] || die "$plan: no rows for a $mode run"
    new=$here/.new-$mode-$run
    mkdir "$new"
    cd "$new"
    ln -s "$build" bin
    ln -s "$here/../benches/python" py
    # The interpreter itself: a version manager's wrapper would be timed with it.
    python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null) &&
        ln -s "$python" python3
    put asked.tsv printf '%s\n' "$rows"
    put built checksums
    put env.json machine
    MPBENCH_CORES=$(jq '.cores_usable // empty' env.json)
    export MPBENCH_CORES # Python starts as many workers as C (cell.py)
    put seed echo "$seed"
    jq -r 'select((.load_1min // 0) > (.cores_usable // 1)) |
        "the machine is busy already (load \(.load_1min)): expect wide spreads"' env.json |
        while read -r why; do say "$why"; done
}

# (Not by env(1): for that a path with a = in it is no command.)
machine() { BUILD=$build "$here/env"; }

checksums() {
    { cut -f6 asked.tsv | sort -u && printf '%s\n' py/*.py; } |
        xargs -d '\n' cksum 2>&1 || true
}

# Nothing of it was measured yet: find its sizes, and give it its name.
begin() {
    find_sizes
    : >raw.ndjson
    put lines.ndjson jq -c '{cache_line_round_trip_ns, placement}' env.json
    mv "$new" "$here/.unfinished-$mode-$run"
    new=$here/.unfinished-$mode-$run
    cd "$new"
    begun=0 kept=0
}
