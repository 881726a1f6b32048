# card.awk - the page's cards, a lesson each, in the order of lessons.txt
#
# From the environment: ROOT (the tree), SHOWN (the folder of the page, which has
# latest/ and latest-race/), NAMES (a file: the pictures there are), RUN and RACE
# (the runs' names; RACE empty: none).

# Where a picture is, below SHOWN, and its words in said[1..3]; "": nowhere.
function find_picture(name, said,    folder, i)
{
    for (i = 1; i <= 2; i++) {
        folder = i == 1 ? "latest" : "latest-race"
        if (lines_of(ENVIRON["SHOWN"] "/" folder "/" name ".txt", said) < 3)
            continue
        if (index(said[3], "results/" (i == 1 ? ENVIRON["RUN"] : ENVIRON["RACE"]) "/") == 1)
            return folder "/" name
        complain(folder "/" name ".svg is not of this run: plots/draw draws it again")
    }
    return ""
}

function print_picture(at, said)
{
    print "<figure><a href=\"" at ".svg\"><picture>" \
        "<source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"" at "-dark.svg\">" \
        "<img src=\"" at ".svg\" width=\"1920\" height=\"1080\" alt=\"" esc(said[1] ". " said[2]) "\"></picture></a>"
    print "<figcaption>" esc(said[2]) "</figcaption></figure>"
}

# The cell as it stands, in C and in Python: a sentence from the data.
function print_cell_times(program,    c, p)
{
    if (!has("cells", "C", program))
        return
    c = med["cells", "C", program]
    printf "<p>The whole program took %s in C", human(c)
    if (has("cells", "Python", program)) {
        p = med["cells", "Python", program]
        printf ", %s in Python", human(p)
    }
    print " (medians of " n["cells", "C", program] " runs).</p>"
}

function print_figures(name, picture, first,    program, own, drawn)
{
    program = program_of(name)
    own = ((name, "cell") in field) && rows["cells"] && has("cells", "C", program)
    drawn = first && (rows[picture] || groups[picture] || picture == "clocks" && rows["cells"])
    if (!own && !drawn)
        return
    fold("Figures")
    if (drawn)
        figures_of(picture)
    if (own)
        time_table("cells", program)
    unfold()
}

function print_commands(name, picture, first,    i, program, m, shown)
{
    program = program_of(name)
    m = cell_commands[program] && ((name, "cell") in field) ? cell_commands[program] : 0
    fold("Commands")
    print "<p>By hand:</p>" scroller("command") "<pre>" esc(field[name, "run"]) "</pre></div>"
    if (m || first && commands[picture]) {
        print "<p>As they were timed, with the records in <code>results/" esc(ENVIRON["RUN"]) "/raw.json</code>:</p>"
        print scroller("commands") "<pre>"
        for (i = 1; first && i <= commands[picture]; i++) {
            print esc(command[picture, i])
            shown[command[picture, i]] = 1
        }
        for (i = 1; i <= m; i++)
            if (!(cell_command[program, i] in shown))
                print esc(cell_command[program, i])
        print "</pre></div>"
    }
    unfold()
}

function print_program(name,    p, m, file)
{
    m = split(field[name, "programs"], p, " ")
    if (!m)
        return
    if (p[1] in program_at) {
        print "<p>Its program stands <a href=\"#" program_at[p[1]] "\">above, with " program_at[p[1]] "</a>.</p>"
        return
    }
    program_at[p[1]] = name
    if (!read_program(ENVIRON["ROOT"] "/" p[1])) {
        complain("lesson " name ": no " p[1])
        return
    }
    fold("Program")
    print_about(program_of(name))
    if (compare != "")
        print "<p>Compare: " prose(compare) "</p>"
    if (m > 1)
        print "<p><code>diff " esc(p[1] " " p[2]) "</code></p>"
    print "<p><code>" esc(p[1]) "</code></p>"
    print_code(p[1])
    unfold()
    file = (name, "cell") in field ? python_of(ENVIRON["ROOT"], program_of(name)) : ""
    if (file != "") {
        codes = lines_of(ENVIRON["ROOT"] "/" file, code)
        fold("Notebook: " prose(field[name, "cell"]))
        print "<p>The cell in Python, as it is timed: <code>" esc(file) "</code></p>"
        print_code(file)
        unfold()
    }
    if (try != "") {
        fold("Try")
        print "<p class=\"lines\">" esc(try) "</p>"
        unfold()
    }
}

function card(name,    picture, at, said, first, made_by)
{
    picture = field[name, "picture"]
    print "<article id=\"" name "\">"
    print "<p class=\"cell\">" ((name, "cell") in field ? "Notebook, " prose(field[name, "cell"]) ": " : "") \
        "<code>" esc(field[name, "run"]) "</code></p>"
    print "<h2>" prose(field[name, "question"] == "" ? name : field[name, "question"]) "</h2>"
    first = picture == "" || !(picture in card_of)
    if (picture != "" && first) {
        card_of[picture] = name
        at = find_picture(picture, said)
        if (at != "") {
            print_picture(at, said)
            drawn[picture] = 1
            print "<p class=\"finding\">" esc(said[1]) "</p>"
        } else {
            made_by = "make " (lines_of(ENVIRON["ROOT"] "/plots/race/" picture ".gp", said) ? "race-pictures" : "bench")
            lacking[made_by] = lacking[made_by] ", " picture
            print "<p>This run has no picture of it; <code>" made_by "</code> draws it.</p>"
        }
    }
    if ((name, "because") in field)
        print "<p>" prose(field[name, "because"]) "</p>"
    if ((name, "cell") in field)
        print_cell_times(program_of(name))
    if (!first && picture in drawn)
        print "<p>Its picture stands <a href=\"#" card_of[picture] "\">above, with " card_of[picture] "</a>.</p>"
    if ((name, "see") in field)
        print "<p>You should see: " prose(field[name, "see"]) ".</p>"
    if (name == "caught")
        print_stepper(ENVIRON["ROOT"] "/plots/html/stepper.html")
    print_figures(name, picture, first)
    print_commands(name, picture, first)
    print_program(name)
    print "</article>"
}

END {
    if (bad_lessons)
        exit 1
    read_lessons(ENVIRON["ROOT"] "/benches/lessons.txt")
    share_orders()
    print "<nav aria-label=\"lessons\"><ol>"
    for (i = 1; i <= lessons; i++)
        print "<li><a href=\"#" lesson[i] "\">" prose(field[lesson[i], "question"] == "" ? lesson[i] : field[lesson[i], "question"]) "</a></li>"
    print "</ol></nav>"
    for (i = 1; i <= lessons; i++)
        card(lesson[i])
    for (made_by in lacking)
        complain("no picture " substr(lacking[made_by], 3) ": '" made_by "' draws what is missing")
    if (!(("caught", "lesson") in field))
        complain("no lesson named caught: nothing to step through")
    while ((getline name <ENVIRON["NAMES"]) > 0)
        if (!(name in card_of))
            complain("picture " name ": no lesson in benches/lessons.txt has it")
}
