# trace.awk - a schedule as a table, step by step; steps.js draws the same one
#
# The notation and the rules are those of lib/kit/schedule.h. Each balance has
# its history: the updates that it was built on. A write puts the register's
# history in the balance's place; what only the balance had is lost.

FILENAME ~ /caught\.tsv$/ && NF == 10 {
    at_ns[++caught_steps] = $5
    caught = $9
    caught_lost[caught_steps] = $8 == "true"
}

function letter(t) { return substr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", t, 1) }

function trace_head(tellers,    t)
{
    print "<thead><tr><th scope=\"col\">step</th><th scope=\"col\">what happens</th>"
    for (t = 1; t <= tellers; t++)
        print "<th scope=\"col\">" letter(t) "&#39;s register</th>"
    print "<th scope=\"col\">balance</th><th scope=\"col\">lost by this step</th>" \
        "<th scope=\"col\" class=\"ns\">ns</th></tr></thead>"
}

# Updates ("A1 B2 ") that are in all and not in kept.
function gone(all, kept,    u, i, m, out)
{
    m = split(all, u, " ")
    for (i = 1; i <= m; i++)
        if (index(" " kept, " " u[i] " ") == 0)
            out = out (out == "" ? "" : " ") u[i]
    return out
}

function tellers_of(schedule,    i, t, most)
{
    for (i = 1; i <= length(schedule); i++) {
        t = index("ABCDEFGHIJKLMNOPQRSTUVWXYZ", toupper(substr(schedule, i, 1)))
        most = t > most ? t : most
    }
    return most + 0
}

function trace_table(schedule,    i, t, s, tellers, balance, history, reg, saw, updates, lost, what)
{
    tellers = tellers_of(schedule)
    balance = 0
    history = ""
    print "<table class=\"trace\">\n<caption><div><span>" (caught_steps ? "As it was caught in results/" esc(ENVIRON["RACE"]) : "An order that loses an update") \
        "</span>: <code>" esc(schedule) "</code>. A register counts from a read to the write that follows.</div></caption>"
    trace_head(tellers)
    print "<tbody>"
    for (i = 1; i <= length(schedule); i++) {
        s = substr(schedule, i, 1)
        t = index("ABCDEFGHIJKLMNOPQRSTUVWXYZ", toupper(s))
        lost = ""
        if (s == tolower(s)) {
            reg[t] = balance
            saw[t] = history
            what = letter(t) " reads " balance
        } else {
            lost = gone(history, saw[t])
            balance = reg[t] + (t % 2 ? 1 : -1)
            history = saw[t] letter(t) (++updates[t]) " "
            what = letter(t) " writes " reg[t] (t % 2 ? " + 1 = " : " \342\210\222 1 = ") balance
            reg[t] = ""
        }
        printf "<tr><th scope=\"row\">%d</th><td>%s</td>", i, what
        for (t = 1; t <= tellers; t++)
            printf "<td>%s</td>", reg[t] == "" ? "\342\200\223" : reg[t]
        print cell(balance) "<td class=\"lost\">" lost "</td><td class=\"ns\">" esc(at_ns[i]) "</td></tr>"
    }
    print "</tbody></table>"
}

# The stepper (its controls in stepper.html) around the table that stands by itself.
function print_stepper(controls,    line, m, i, schedule)
{
    schedule = caught ~ /^[A-Za-z]+$/ ? caught : "abAB"
    print "<section id=\"step-through\" class=\"step-through\" aria-labelledby=\"step-through-name\" data-schedule=\"" schedule "\">"
    print "<h3 id=\"step-through-name\">" (caught_steps ? "The caught race, step by step" : "A race, step by step") "</h3>"
    m = lines_of(controls, line)
    for (i = 1; i <= m; i++)
        print line[i]
    print scroller("the race, step by step")
    trace_table(schedule)
    print "</div></section>\n<script src=\"html/steps.js\" defer></script>"
}
