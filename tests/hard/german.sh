# german.sh - the kind "locale" of places; to be sourced by it
# shellcheck shell=bash disable=SC2154  # tmp, kind and more are its

# The data that is read and written is the same where the comma is the point.
german() {
    mkdir "$tmp/locales"
    localedef -i de_DE -f UTF-8 "$tmp/locales/de_DE.UTF-8" 2>/dev/null ||
        { echo "$me: locale: skipped, no German to be had (Debian package locales)" && return 0; }
    local de=(env LC_ALL=de_DE.UTF-8 LOCPATH="$tmp/locales") p
    ok "a comma" test "$("${de[@]}" bash -c 'printf %.1f 1,5')" = 1,5
    ok bench "${de[@]}" make bench
    for p in bank_orders\ -b0 bank_steps\ --schedule=abAB queue pipe file shared_memory; do
        for f in text csv json; do # without what it took
            # shellcheck disable=SC2086 # words
            cmp <("${de[@]}" build/$p --format=$f | sed 's/[0-9]\{4,\}/N/g') \
                <(LC_ALL=C build/$p --format=$f | sed 's/[0-9]\{4,\}/N/g') ||
                complain "$kind: $p $f differs"
        done
    done
    ok draw plots/draw latest "$tmp/C" && ok draw "${de[@]}" plots/draw latest "$tmp/de"
    cmp <("${de[@]}" results/summary latest) <(LC_ALL=C results/summary latest) || complain "$kind: summary"
    diff -r "$tmp/C" "$tmp/de" || complain "$kind: drawn otherwise"
}
