#!/usr/bin/env bats
# Tests of results/share, and of files that come from elsewhere.
# shellcheck disable=SC2016,SC2088,SC2154  # text as it stands

load compare

@test "a shared file has the same bytes each time, and reads as the run itself" {
    three_rows a
    one=$(results/share a one) && two=$(TZ=Asia/Tokyo LC_ALL=de_DE.UTF-8 results/share a two)
    cmp "$one" "$two"
    [ "$(stat -c %s "$one")" -lt 2000 ]
    FAIL_OVER=0% run results/compare a "$one"
    [ "$status" = 0 ]
    [[ $output == *"do not differ in cpu"*"3 show no difference"* ]]
    # Plain JSON, as a mail program may unpack it, is read too.
    gzip -dc "$one" >plain.json
    results/compare plain.json a
    # Also from a service that has no HOME.
    cmp "$one" "$(env -u HOME results/share a three)"
    [ -z "$(ls -A "$TMPDIR")" ]
}

@test "no host, user or path is in a shared file" {
    three_rows a
    user=anna host=annas-laptop.lan
    printf '#!/bin/sh\necho %s\n' $user >path/id
    printf '#!/bin/sh\necho %s\n' $host >path/uname
    chmod +x path/id path/uname
    jq --arg u "$user" --arg h "$host" '.cpu = "of \($h), \($u)" | .flags = "-I/home/\($u)/include -L~/lib -O2"
        | .affinity_list = "0-1" | .hostname = $h' <<<'{}' >results/a/env.json
    changed b a '.rows[0].executions[].records = [{"program": "file", "folder": "/tmp/mpbench-x", "workers": 2}]
        | .left_out = [{"name": "x", "why": "/home/me/y is not there"}]'
    gzip -dc "$(results/share b out)" >text
    run grep -F -e "$host" -e /tmp -e /home -e '~/' -e "$PWD" text
    [ "$status" = 1 ]
    run ! grep -w "$user" text
    jq -e '.env.cpu == "of (name), (name)" and .env.flags == "-I(path) -L(path) -O2"
        and .rows[0].options == "folder=(path) workers=2" and (.env | has("hostname") | not)' text
}

@test "on a full disk share and compare say so, and blame no run" {
    unshare -rm true 2>/dev/null || skip "no mount namespaces here"
    three_rows a
    file=$(results/share a out)
    cat >full.sh <<'SH'
mount -t tmpfs -o size=64k none "$TMPDIR"
for room in 0 4; do
    free=$(df --output=avail -k "$TMPDIR" | tail -n 1)
    head -c "$(((free - room) * 1024))" /dev/zero >"$TMPDIR/fill" || true
    for what in "share a" "compare a a" "compare $1 a"; do
        code=0
        results/$what >said 2>&1 || code=$?
        echo "room for $room KiB, $what: exit code $code, $(cat said)"
        [ $code = 1 ]
        if grep -E 'not whole|not a shared run|gzip cannot' said; then exit 1; fi
        grep -qE 'No space left|cannot be written' said
    done
    rm "$TMPDIR/fill"
    [ -z "$(ls -A "$TMPDIR")" ]
done
SH
    unshare -rm bash -eu full.sh "${file#"$PWD"/}"
}

@test "a hostile file is refused by name, and writes nothing anywhere" {
    three_rows a
    gzip -dc "$(results/share a out)" >good.json
    results/compare a good.json >/dev/null
    mkdir evil
    refused() { # what, why
        find . "$TMPDIR" | sort >before
        run timeout 60 results/compare a "evil/$1"
        find . "$TMPDIR" | sort >after
        diff before after
        [ "$status" = 1 ]
        [[ $output != *$'\e'* ]] || return 1
        [[ $output == *"$2"* ]] || { echo "expected: $2, came: $output" && return 1; }
        count=$((${count-0} + 1))
    }
    as() { jq -c "$1" good.json >"evil/$2"; }
    : >after
    # Archives: nothing is unpacked from them.
    ln -s /etc/passwd link && tar -czf evil/up.tar.gz -P ../"${PWD##*/}"/link link
    refused up.tar.gz 'up.tar: ' || refused up.tar.gz 'up.tar.gz: not whole, or not a shared run'
    ln -s ../good.json evil/link.json && refused link.json 'link.json: a symbolic link is refused'
    mkfifo evil/fifo.json && refused fifo.json 'no such run'
    head -c 5000000 /dev/urandom >evil/large.json && refused large.json 'larger than 4000000 bytes'
    head -c 100000000 /dev/zero | gzip -9 >evil/bomb.json.gz && refused bomb.json.gz 'unpacks to more than 64000000 bytes'
    gzip -c good.json | head -c 400 >evil/cut.json.gz && refused cut.json.gz 'cut.json.gz: not whole: gzip cannot'
    head -c 900 good.json >evil/cut.json && refused cut.json 'cut.json: not whole'
    : >evil/empty.json && refused empty.json 'empty.json: not one JSON document'
    cat good.json good.json >evil/twice.json && refused twice.json 'not one JSON document'
    # Names.
    cp good.json "evil/a'b.json" && refused "a'b.json" 'quotes or control characters'
    cp good.json evil/$'a\eb.json' && refused $'a\eb.json' 'quotes or control characters'
    cp -r results/a "evil/a'b" && refused "a'b/" 'quotes or control characters'
    ln -s "a'b" evil/nice && refused nice 'quotes or control characters'
    as '.run = "../x\"y"' run.json && refused run.json "run.json: the run's name has quotes"
    as '.run = "a\u001b[31m"' esc.json && refused esc.json "esc.json: the run's name has control characters"
    as '.rows[1].variant = "a\u001b]0;x\u0007"' row.json && refused row.json "row 2's variant has control characters"
    as '.rows[1].variant = "a\u202eb"' turned.json && refused turned.json "row 2's variant has control characters"
    as '.rows[1].lesson = "a" * 90' long.json && refused long.json "row 2's lesson is longer than 80"
    as '.env.cpu = "a\nb"' cpu.json && refused cpu.json "env's cpu has control characters"
    # Shapes and numbers.
    as '[.]' list.json && refused list.json 'list.json: the file is no object'
    as '.mpbench = "shared run 2"' other.json && refused other.json 'not a shared run of mpbench'
    as '.rows[0].inner_ns[0] = -1' minus.json && refused minus.json "row 1's inner time is no whole number"
    as '.rows[0].inner_ns[0] = "1"' text.json && refused text.json "row 1's inner time is no whole number"
    sed 's/"inner_ns":\[[0-9]*/"inner_ns":[1e999/' good.json >evil/inf.json && refused inf.json "row 1's inner time is no"
    sed 's/"inner_ns":\[[0-9]*/"inner_ns":[nan/' good.json >evil/nan.json && refused nan.json 'nan.json: '
    as '.rows[0].inner_ns |= .[1:]' short.json && refused short.json "row 1's lists differ in length"
    as 'del(.rows[2])' fewer.json && refused fewer.json 'cut off or changed: 12 executions instead of 18'
    as '.rows[1] = .rows[0]' same.json && refused same.json 'a row is there twice'
    as '.env = []' env.json && refused env.json 'env is no object'
    as '.rows = {}' rows.json && refused rows.json 'rows is no list'
    yes '[' | head -n 100000 | tr -d '\n' >evil/deep.json && refused deep.json 'deep.json: not whole'
    # What is not known stays outside.
    as '.extra = "x" | .rows[0].more = "y"' more.json
    results/compare a evil/more.json >/dev/null
    echo "$count files refused"
    [ "$count" -ge 30 ]
}
