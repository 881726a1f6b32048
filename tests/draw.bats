#!/usr/bin/env bats
# Tests of plots/draw: what is drawn, and what is refused.

load fixture

@test "a run that is not whole is refused by name, and earlier pictures stay" {
    doctored good <<<'chunks|C|1|6
chunks|C|10000|10'
    plots/draw good
    before=$(cat plots/latest/* | cksum)
    damage() { # file, how
        rm -rf results/bad && cp -r results/good results/bad
        sh -c "$2" <"results/good/$1" >"results/bad/$1"
        run plots/draw bad
        [ "$status" = 1 ]
        [[ $output == *"bad/$1: "* ]]
        [ "$(cat plots/latest/* | cksum)" = "$before" ]
        [ "$(halves plots)" = 0 ]
    }
    damage summary.tsv 'head -n 2'           # cut off at a line's end
    damage summary.tsv 'head -c 200'         # cut off in a line
    damage summary.tsv 'sed 2d'              # a line missing
    damage summary.tsv 'sed "s/\t6000000/\tnan/"'
    damage summary.tsv 'sed "s/\t6000000/\t6,0/"'
    damage summary.tsv 'cat; echo more'
    damage summary.tsv 'head -c 0'
    damage runs.tsv 'head -n 3'
    damage raw.json 'head -c 100'
    damage raw.json 'head -c 0'
    damage env.json 'echo "[]"'
    rm results/bad/runs.tsv && cp results/good/env.json results/bad/
    run plots/draw bad
    [ "$status" = 1 ]
    [[ $output == *"bad/runs.tsv: missing"* ]]
    run plots/draw no_such_run
    [ "$status" = 1 ]
    [[ $output == *"no_such_run: no such run"* ]]
}

@test "hostile text from the machine or the plan is drawn as text" {
    evil="'; system(\"touch pwned\") \`touch pwned\` @small <script>x</script> \\\\ %s {/=9 a_b}"
    doctored evil <<<'balances|C racy|-|1|5'
    jq -n --arg cpu "$evil" '{cpu: $cpu, cores_usable: 2}' >results/evil/env.json
    evil="$evil" awk -F'\t' -v OFS='\t' '$1 == "balances" { $2 = ENVIRON["evil"] } 1' \
        results/evil/runs.tsv >new && mv new results/evil/runs.tsv
    plots/draw evil
    [ -z "$(find . "$BATS_TEST_TMPDIR" -name 'pwned*')" ]
    grep -q "&lt;script" plots/latest/balances.svg
    run ! grep -q '<script>' plots/latest/balances.svg
    # Once as the machine in the footer, once as the variant at the axis.
    [ "$(grep -cF 'system("touch' plots/latest/balances.svg)" = 2 ]
}

@test "no text leaves the string that gnuplot reads it in" {
    LC_ALL=C awk -v seed=47 'BEGIN {
        srand(seed); n = split("\047 \047 \" \\ ; @ ` $ % { } ( ) [ < & | # ! ^ _ ~ . , a b n x", c, " ")
        for (i = 0; i < 3000; i++) {
            s = c[i % n + 1]
            for (j = rand() * 12; j > 0; j--) s = s c[1 + int(rand() * n)]
            print s
        } }' >texts
    sed '/^FILENAME/,$d' plots/lib.awk >lib.awk # without what reads a run
    cat >print.awk <<'AWK'
FNR > 0 { printf "a = %s\nprint a\n", quoted($0) }
AWK
    sed -i '/^FNR == 1/d' lib.awk
    awk -f lib.awk -f print.awk texts >texts.gp
    gnuplot texts.gp 2>printed
    diff texts printed
}

@test "a run without Python, or of one lesson, is drawn as far as it goes" {
    plan 'cells|C|queue,pipe,bank_racy|1|1|whole|{x}' \
        'cubes|C threads|1,2,4,6|1|1|inner|threads -w {x}'
    ROUNDS=3 results/bench
    run plots/draw
    [ "$status" = 0 ]
    [[ $output == *"too few rows in this run: balances"* ]]
    for picture in cells cubes; do
        [ -s "plots/latest/$picture.png" ]
        [ -s "plots/latest/$picture-dark.svg" ]
    done
    [ ! -e plots/latest/messages.svg ]
    # Underscores stay, and are no subscripts.
    grep -q 'bank_racy' plots/latest/cells.svg
}

@test "every picture of a whole run is drawn three times, 1920 by 1080" {
    ROUNDS=3 results/bench
    plots/draw latest out
    for gp in plots/*.gp; do
        name=$(basename "$gp" .gp)
        [ "$name" = theme ] && continue
        [ -s "out/$name.svg" ] && [ -s "out/$name-dark.svg" ]
        # Width and height stand at byte 16 of a PNG.
        [ "$(od -An -tx1 -j16 -N8 "out/$name.png" | tr -d ' ')" = 0000078000000438 ]
        run ! grep -qi 'error\|warning' "out/$name.svg"
    done
}

@test "a folder with anything that draw did not make is never replaced" {
    doctored good <<<'chunks|C|1|6
chunks|C|10000|10'
    mkdir mine empty
    echo precious >mine/thesis.txt
    run plots/draw good mine
    [ "$status" = 1 ]
    [[ $output == *"/mine: is there and was not made by plots/draw" ]]
    [ "$(cat mine/thesis.txt)" = precious ]
    mkdir empty.old
    plots/draw good empty && plots/draw good empty
    [ -s empty/chunks.png ] && [ -d empty.old ]
    [ "$(halves .)" = 0 ]
}

@test "a second signal while it clears up leaves nothing half drawn" {
    doctored good <<<'chunks|C|1|6
chunks|C|10000|10'
    plots/draw good
    before=$(cat plots/latest/* | cksum)
    mkdir bin
    # The first comes while gnuplot draws, the second as the temporary folder goes.
    cat >bin/gnuplot <<'END'
#!/bin/sh
[ "$1" = --version ] || kill -TERM "$(cat "$STRUCK")"
exec "$REAL_GNUPLOT" "$@"
END
    cat >bin/rm <<'END'
#!/bin/sh
[ "$1" != -rf ] || kill -HUP "$(cat "$STRUCK")" $$
exec "$REAL_RM" "$@"
END
    chmod +x bin/*
    export STRUCK=$PWD/struck REAL_GNUPLOT REAL_RM
    REAL_GNUPLOT=$(command -v gnuplot) REAL_RM=$(command -v rm)
    run env PATH="$PWD/bin:$PATH" sh -c 'echo $$ >"$STRUCK" && exec plots/draw good'
    [ "$status" = 143 ]
    [ "$(cat plots/latest/* | cksum)" = "$before" ]
    [ "$(halves plots)" = 0 ]
}
