# screens.sh - the words on a screen of the tour; to be sourced by demo
# shellcheck shell=bash disable=SC2154 # common.sh, screen.sh and demo set these

# part LESSON.FIELD: what lessons.txt says, in lines that fit
paragraph() {
    fold -s -w 76 <<<"$1" | sed 's/^/  /; s/ *$//'
}

# The question: sets lines=(...). The text is cut before it is coloured.
question_lines() {
    local name=$1 place title
    place="$((at + 1)) of ${#lessons[@]}"
    title=${word[$name.cell]:-${word[$name.question]}}
    title="$name - $title"
    printf -v title '%-*s%s' $((80 - ${#place})) "$title" "$place"
    lines=("$bold$title$plain" "" "  $bold${word[$name.ask]}$plain" "")
}

# The output, the plot, how far off the guess was, why: sets lines.
result_lines() {
    local name=$1 room_for line number text
    local -a why=() drawn=() output=()
    mapfile -t why < <(paragraph "${word[$name.because]}")
    mapfile -t drawn < <(sed 's/^/    /' "$room/plot")
    # Taken: title to guess 6, command 1, verdict 2, why and a line, keys 2.
    room_for=$((rows - 12 - ${#why[@]}))
    [ ${#drawn[@]} = 0 ] || room_for=$((room_for - ${#drawn[@]} - 1))
    if [ "$room_for" -lt 3 ]; then room_for=3; fi
    read -r line number < <(ANSWER=${word[$name.answer]} \
        awk -f "$tour/numbers.awk" "$room/output") || :
    mapfile -t output < <(awk -f "$tour/cut.awk" -v rows="$room_for" \
        -v line="${line:-0}" "$room/output")
    lines=("  \$ ${bold}$(command_text "$name")$plain" "${output[@]}" "")
    [ ${#drawn[@]} = 0 ] || lines+=("${drawn[@]}" "")
    if [ "$failed" ]; then
        text="${red}It ended with exit code $failed.$plain"
    elif [ "${number-}" ]; then
        text=$green$(awk -f "$tour/numbers.awk" -v came="$number" \
            -v guess="$guess")$plain
    else
        text='What was asked for did not happen this time: r runs it again.'
    fi
    lines+=("  $text" "" "${why[@]}")
}

# As it can be typed.
command_text() {
    local text=${word[$1.run]}
    printf '%s' "$build/${text#build/}"
}

keys_line() {
    local last='next'
    [ $((at + 1)) -lt ${#lessons[@]} ] || last='the end'
    case $phase in
    ask) printf '%s' "  Enter or r: run   n: $last   p: back   q: leave" ;;
    run) printf '%s' '  q: leave' ;;
    shown) printf '%s' "  Enter or n: $last   p: back   r: run again   q: leave" ;;
    esac
}

# All lines of the screen as it stands; the last one is the keys.
screen_lines() {
    local -a lines=()
    question_lines "$name"
    printf '%s\n' "${lines[@]}" "  Your guess, a number: ${guess:-${dots[$phase]}}" ""
    case $phase in
    run) printf '%s\n' "  \$ $bold$(command_text "$name")$plain" "" "    ..." ;;
    shown)
        result_lines "$name"
        printf '%s\n' "${lines[@]}"
        ;;
    esac
    keys_line
}

# The screen in place. (In a subshell: see begin.)
draw() {
    local -a lines=()
    measure_screen || :
    fits_screen || return 0
    (screen_lines) >"$room/screen"
    mapfile -t lines <"$room/screen"
    put_screen "${lines[@]}"
}

# The same below what is there already, for a terminal that only scrolls and for
# a file: the question, and later the rest.
print_screen() {
    local -a lines=()
    [ ! "$waits" ] || echo
    case $phase in
    ask)
        question_lines "$name"
        printf '%s\n' "${lines[@]}"
        [ ! "$interactive" ] || printf '%s\n' "$(keys_line)" ""
        [ ! "$waits" ] || printf '  Your guess, a number: '
        ;;
    shown)
        result_lines "$name"
        printf '%s\n' "${lines[@]}" ""
        [ ! "$waits" ] || printf '%s ' "$(keys_line)"
        ;;
    esac
}
