# rounds.sh - running the rows of a plan in rounds; sourced by bench
# shellcheck shell=bash disable=SC2034,SC2154 # bench shares its variables

# The plan's rows into arrays, those that cannot run named and left out.
read_rows() {
    local lesson variant x runs file show run i=0
    named=0
    : >left_out.tsv
    while IFS=$'\t' read -r lesson variant x runs _ file show run; do
        label[i]="$lesson, $variant, $x" program[i]=${show%% -*}
        reps[i]=$runs command[i]=$run alive[i]=1 cost[i]=0
        if [[ $file == py/* && ! -e python3 ]]; then
            leave_out "$i" "python3 is not there"
        elif [ ! -e "$file" ]; then
            leave_out "$i" "${program[i]} is not there"
        elif [[ $run == *'{n:'* ]]; then
            leave_out "$i" "no size was found for it"
        fi
        i=$((i + 1))
    done <rows.tsv
}

leave_out() { # row, why
    alive[$1]=0
    printf '%d\t%s\t%s\t%s\n' "$1" "${label[$1]}" "$2" "${program[$1]}" >>left_out.tsv
}

# What was left out since the last time, in a line for each reason.
name_left_out() {
    [ "$(wc -l <left_out.tsv)" -gt "$named" ] || return 0
    clear_line
    awk -F'\t' -v me="$me" -v named="$named" 'NR > named {
            key = $3 ~ /^python3 is/ ? $3 : $4 ": " $3
            if (!n[key]++) keys[++k] = key
            if (n[key] <= 2) names[key] = names[key] (n[key] > 1 ? "; " : "") $2
        }
        END {
            for (i = 1; i <= k; i++)
                printf "%s: left out: %s: %s%s\n", me, keys[i], names[keys[i]],
                    (n[keys[i]] > 2 ? "; " n[keys[i]] " rows in all" : "")
        }' left_out.tsv >&2
    named=$(wc -l <left_out.tsv)
}

# One execution: hyperfine times it from outside and keeps what it prints. It
# runs in the background because only so does a signal reach us at once.
execute() { # row
    local code=0
    rm -f time.json record.json
    timeout -k 1 "$limit" hyperfine -N --runs 1 --warmup 0 --style none \
        --export-json time.json --output ./record.json -- "${command[$1]}" \
        </dev/null >/dev/null 2>error.txt &
    child=$!
    wait "$child" || code=$?
    child=''
    if [ "$code" = 124 ] || [ "$code" = 137 ]; then
        leave_out "$1" "not done after $limit s"
    elif [ "$code" != 0 ]; then
        room
        leave_out "$1" "$(sed -n '1{s/\. Use the .*//;s/^.*\(exit code\):/\1/;p;}' error.txt)"
    elif [[ $(<record.json) != '{'*'}' ]]; then
        room
        leave_out "$1" "printed no record"
    elif [[ ! $(<record.json) =~ \"elapsed_ns\":\ [0-9]+[,\}] ]]; then
        leave_out "$1" "printed a record whose elapsed_ns is no whole number"
    else
        return 0
    fi
    return 1
}

# A line is one write, so the file never holds a torn one but at its very end.
keep() { # row, round
    local time record
    time=$(<time.json)
    record=$(<record.json)
    # Of a result of a thousand numbers the program has seen that it is right.
    [ "${#record}" -le 4000 ] ||
        record="${record%%, \"result\": *}, \"result\": \"(long)\"}"
    kept=$((kept + 1))
    printf '{"row": %d, "round": %d, "order": %d, "whole": %s, "records": [%s]}\n' \
        "$1" "$2" "$kept" "${time//$'\n'/}" "${record//$'\n'/,}" >>raw.ndjson 2>error.txt ||
        no_room
}

# Where an execution failed: was it for want of room?
room() {
    head -c 65536 /dev/zero 2>/dev/null >probe || no_room
    rm -f probe
}

no_room() {
    clear_line
    die "${PWD##*/}: no room left to write in; $(what_is_kept)"
}
