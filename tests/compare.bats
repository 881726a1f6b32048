#!/usr/bin/env bats
# Tests of results/compare and its picture.
# shellcheck disable=SC2016,SC2088,SC2154  # text as it stands

load compare

@test "two equal runs: every ratio is 1.00, and no regression" {
    three_rows a
    three_rows b
    FAIL_OVER=5% run results/compare a b
    [ "$status" = 0 ]
    [ "$(grep -c ' 1\.00 (0\.[0-9]*-1\.[0-9]*)$' <<<"$output")" = 3 ]
    [[ $output == *"needs 1.00 times the first's time in the typical row."* ]]
    [[ $output == *"slower (+) in 0"*"faster (-) in 0; 3 show no"* ]]
    [[ $output == *"No regression over 5%"* ]]
}

@test "a row 20% slower is found, named, and fails where asked" {
    three_rows a
    three_rows b 36
    run results/compare a b
    [ "$status" = 0 ]
    [[ $output =~ 'pipe, 10 '.*'30.0 ms   36.0 ms  1.20 (1.1'.*'+' ]]
    [[ $output == *"slower (+) in 1 rows"* ]]
    FAIL_OVER=5% run results/compare a b
    [ "$status" = 1 ]
    [ "$(grep -c '^regression' <<<"$output")" = 1 ]
    [[ $output == *"regression over 5%: messages, pipe, 10: 1.20 times (1.1"* ]]
    # Not beyond doubt over 15%, and faster is none.
    FAIL_OVER=15% run results/compare a b
    [ "$status" = 0 ]
    FAIL_OVER=0% run results/compare b a
    [ "$status" = 0 ]
}

@test "20% slower within a wide spread is no regression" {
    three_rows a
    three_rows wide 36
    changed b wide '(.rows[2].executions[] | select(.round % 2 == 0) | .inner_ns) |= . * 0.6'
    FAIL_OVER=5% run results/compare a b
    [ "$status" = 0 ]
}

@test "intervals are honest: of 400 rows without a difference about 5% show one, 1% in repeat" {
    random_run a 11
    random_run b 22
    results/compare a b >table
    found=$(awk 'NR > 1 && $4 == 2 && ($11 > 1 || $12 < 1)' FS='\t' results/latest-compare/rows.tsv | wc -l)
    echo "outside: $found of 400"
    [ "$found" -ge 2 ] && [ "$found" -le 32 ]
    run results/repeat a b
    [ "$status" = 0 ]
    [[ $output =~ ([0-9]+)' of '([0-9]+)' ratios ('.*'holds.' ]]
    [ "${BASH_REMATCH[2]}" -ge 190 ]
    [ "${BASH_REMATCH[1]}" -le 6 ]
}

@test "under 5 times a row has a ratio, and neither an interval nor a verdict" {
    three_rows a
    three_rows slow 300
    changed b slow '.rows[1,2].executions |= .[:4]'
    FAIL_OVER=5% run results/compare a b
    [ "$status" = 0 ]
    [[ $output =~ 'pipe, 10 '.*'30.0 ms    295 ms  9.83 (too few)' ]]
    [[ $output == *"slower (+) in 0 rows, faster (-) in 0; 1 show no"* ]]
    [[ $output == *"2 rows ran fewer than 5 times in one of the two"* ]]
    plots/compare/draw
    [[ $(sed -n 2p plots/latest-compare/compare.txt) == *"(2 rows ran too seldom for one)"* ]]
    [[ $(head -n 1 plots/latest-compare/compare.txt) == "No row shows a difference"* ]]
    # Where nothing at all can be judged, nothing has passed either.
    changed b slow '.rows[].executions |= .[:4]'
    run results/compare a b
    [ "$status" = 0 ]
    FAIL_OVER=5% run results/compare a b
    [ "$status" = 1 ]
    [[ $output == *"Not one row of b can be held against the first run's"* ]]
    [[ $output != *"No regression"* ]]
    FAIL_OVER=5% run results/compare a a b
    [ "$status" = 1 ]
}

@test "a step of the clock is no difference: 5 ns and 6 ns may be 5.5 both" {
    doctored a <<<'sizes|memcpy|512|1'
    changed b a '.rows[].executions[].inner_ns = 5'
    changed c a '.rows[].executions[].inner_ns = 6'
    changed d a '.rows[].executions[].inner_ns = 7'
    FAIL_OVER=5% run results/compare b c
    [ "$status" = 0 ]
    [[ $output =~ 'memcpy, 512 '.*'5.00 ns   6.00 ns  1.20 (1.00-1.44)' ]]
    FAIL_OVER=5% run results/compare b d
    [ "$status" = 1 ]
    # Where many were timed together there are no such steps.
    many='.sizes = [{lesson: "sizes", size: "{n:20ms}", n: 1000}] | .rows[].command = "build/x -n 1000"
        | .rows[].executions[].inner_ns *= 1000'
    changed e b "$many"
    changed f c "$many"
    FAIL_OVER=5% run results/compare e f
    [ "$status" = 1 ]
}

@test "what a program found out about the machine is no other parameter" {
    three_rows a
    changed b a '.rows[].executions[].records[0] += {workers: 2, cores: 2, block: 512}'
    changed c a '.rows[].executions[].records[0] += {workers: 2, cores: 8, block: 64}'
    run results/compare b c
    [[ $output == *"3 show no difference"* && $output != *"other parameters"* ]]
    changed c a '.rows[].executions[].records[0] += {workers: 8, cores: 8, block: 64}'
    run results/compare b c
    [[ $output == *"* 3 rows ran with other parameters"* ]]
}

@test "it is said in what the machines differ, or that they do not" {
    three_rows a
    three_rows b
    run results/compare a b
    [[ $output == *"The machines do not differ in cpu, cores, compiler, flags, revision, python"* ]]
    echo '{"cores_usable": 8, "cpu": "another", "python": "3.13.1", "compiler": "clang 19", "load_1min": 9.5}' >results/b/env.json
    run results/compare a b
    [[ $output == *"The machines differ in cpu, cores, compiler, python."* ]]
    [[ $output == *"cpu: made up | another"*"cores: 2 | 8"*"compiler: unknown | clang 19"* ]]
    [[ $output == *"b was busy before it began: load 9.5"* ]]
}

@test "a run that is not whole is refused by name, and the last comparison stays" {
    three_rows a
    three_rows b
    results/compare a b >before
    for file in summary.tsv runs.tsv raw.json env.json; do
        rm -rf results/bad && cp -r results/b results/bad
        head -c 300 "results/b/$file" | sed '$s/.\{20\}$//' >"results/bad/$file"
        run results/compare a bad
        [ "$status" = 1 ]
        [[ $output == *"bad/$file: "* ]]
    done
    run results/compare a no_such_run
    [ "$status" = 1 ] && [[ $output == *"no_such_run: no such run"* ]]
    cmp before results/latest-compare/table.txt
    [ "$(halves results)" = 0 ] && [ -z "$(ls -A "$TMPDIR")" ]
}

@test "wrong usage ends with 2, and names what is wrong" {
    three_rows a
    for bad in '' 5 %5 5%% 5,5% -5% 1e3% nan% ' 5%' 99999% '$(touch x)%'; do
        FAIL_OVER=$bad run results/compare a a
        [ "$status" = 2 ]
        [[ $output == *"FAIL_OVER="*"is not a percentage"* ]]
    done
    run results/compare a
    [ "$status" = 2 ]
    run results/compare
    [ "$status" = 2 ]
    run results/repeat --fast
    [ "$status" = 2 ]
    run results/share a b c
    [ "$status" = 2 ]
}

@test "rows with other parameters are marked and never a regression" {
    three_rows a
    changed b a '.rows[0].command = "-n 5" | .rows[0].executions[].inner_ns *= 3'
    FAIL_OVER=5% run results/compare a b
    [ "$status" = 0 ]
    [[ $output =~ 'threads, 1 '.*'3.00'.*'*' ]]
    [[ $output == *"* 1 rows ran with other parameters"* ]]
}

@test "a size that the bench chose, and the price list, count as the time of one" {
    three_rows a
    changed b a '.sizes = [{lesson: "cubes", size: "{n:20ms}", n: 5000}]
        | .rows[0].command = "build/threads -w 1 -n 5000" | .rows[1].executions[].records[0].result = "90 of 100"'
    changed c b '.sizes[0].n = 10000 | .rows[0].command = "build/threads -w 1 -n 10000"
        | .rows[0].executions[].inner_ns *= 2
        | .rows[1].executions[].records[0].result = "190 of 200"'
    run results/compare b c
    [[ $output =~ 'threads, 1 '.*'2.00 us   2.00 us  1.00' ]]
    [[ $output =~ 'processes, 1 '.*' 200 us    100 us  0.50' ]]
    [[ $output != *"other parameters"* ]]
}

@test "rows that only one of two has are counted and named" {
    three_rows a
    changed b a 'del(.rows[1])'
    run results/compare a b
    [ "$status" = 0 ]
    [[ $output == *"Only one of the two has 1 rows, the first of them cubes, processes, 1."* ]]
    changed c a '.rows = [.rows[0] | .lesson = "other"]'
    run results/compare a c
    [ "$status" = 1 ] && [[ $output == *"no row in common"* ]]
}

@test "a class of thirty: least, median, most, and where each run stands, in 80 columns" {
    three_rows a
    file=$(results/share a out 2>/dev/null)
    for i in $(seq 30); do
        gzip -dc "$file" | jq -c --argjson i "$i" '.env.cpu = "cpu \($i % 3)" |
            .rows[].inner_ns[] |= (. * (1 + $i / 10) | round)' >"out/student $i.json"
    done
    # One of them has another order in one row: the last of all is first there.
    jq -c '.rows[2].inner_ns[] |= (. / 10 | floor)' "out/student 30.json" >x && mv x "out/student 30.json"
    run results/compare out/student*.json
    [ "$status" = 0 ]
    [ -z "$(awk 'length > 80' <<<"$output")" ]
    [[ $output =~ 'threads, 1 '.*'11.0 ms  25.5 ms  40.0 ms  student 1  student 30' ]]
    [[ $output =~ 'pipe, 10 '.*'12.0 ms  73.5 ms   117 ms  student 30 student 29' ]]
    [[ $output == *"differ in cpu (3 kinds)"* ]]
    [[ $output == *"
  1 student 1 "*" 0.43 "*"
  2 student 2 "*"
 30 student 30 "* ]]
    [ "$(wc -l <results/latest-compare/rows.tsv)" = 91 ]
    plots/compare/draw pictures
    [ "$(head -n 1 pictures/compare.txt)" = "30 runs: the slowest, student 30, takes 3.64 times as long as the fastest, student 1, in the typical row" ]
}

@test "two runs fit in 80 columns and are drawn; the title says what the data say" {
    three_rows a
    three_rows b 36
    run results/compare a b
    [ -z "$(awk 'length > 80' <<<"$output")" ]
    plots/compare/draw
    for picture in compare.svg compare-dark.svg compare.png; do [ -s plots/latest-compare/$picture ]; done
    [ "$(head -n 1 plots/latest-compare/compare.txt)" = "The typical row takes 1.00 times as long in b as in a; of 3 rows 1 is slower, 0 faster" ]
    [[ $(sed -n 2p plots/latest-compare/compare.txt) == *"Most: messages, pipe, 10 (1.20)."*"do not differ"* ]]
    echo '{"cores_usable": 2, "cpu": "made up", "kernel": "Linux 9", "governor": "powersave"}' >results/b/env.json
    results/compare a b >/dev/null
    plots/compare/draw
    [[ $(sed -n 2p plots/latest-compare/compare.txt) == *"The machines differ in kernel, governor." ]]
    results/compare a a >/dev/null
    plots/compare/draw
    [ "$(head -n 1 plots/latest-compare/compare.txt)" = "No row shows a difference: the typical one takes 1.00 times as long in a as in a" ]
}
