# program.awk - a program's source, parted as its --help is (lib/kit/help.awk)
#
# read_program fills about[1..abouts], the paragraphs of the header comment (the
# first is its claim; samples keep their lines), try, compare, and code[1..codes].

function read_program(file,    line, m, i, text, last, part)
{
    split("", about)
    split("", code)
    split("", sample_of)
    try = compare = ""
    abouts = codes = 0
    fresh = 1
    m = lines_of(file, line)
    part = "about"
    for (i = 1; i <= m && !last; i++) {
        text = line[i]
        last = sub(/[ ]?\*\/.*$/, "", text)
        if (!sub(/^ \*[ ]?/, "", text) && sub(/^\/\*[ ]?/, "", text))
            sub(/^[a-z_0-9]+ - /, "", text)
        part = text ~ /^Try:/ ? "try" : text ~ /^Compare:/ ? "compare" : part
        if (part == "try") {
            sub(/^(Try:|     )[ ]?/, "", text)
            try = try (try == "" ? "" : "\n") text
        } else if (part == "compare") {
            sub(/^(Compare:|        ) /, "", text)
            compare = compare (compare == "" ? "" : " ") text
        } else if (text ~ /^[ ]*$/)
            fresh = 1
        else
            about_line(text)
    }
    for (; i <= m; i++)
        if (codes || line[i] !~ /^[ ]*$/)
            code[++codes] = line[i]
    return m
}

# A paragraph goes on, or a new one begins; samples with a gap are one.
function about_line(text,    shows)
{
    shows = text ~ /^    /
    if (fresh && !(shows && sample_of[abouts]))
        abouts++
    else
        about[abouts] = about[abouts] (fresh ? "\n\n" : "\n")
    sample_of[abouts] = shows
    sub(/^    /, "", text)
    about[abouts] = about[abouts] text
    fresh = 0
}

# How the program works: its claim, its mechanism, what it prints.
function print_about(program,    i)
{
    print "<p><strong>" esc(program) "</strong>: " prose(about[1]) "</p>"
    for (i = 2; i <= abouts; i++)
        if (sample_of[i])
            print scroller("what it prints") "<pre>" esc(about[i]) "</pre></div>"
        else
            print "<p>" prose(about[i]) "</p>"
}

# The source without its header comment; its critical lines are marked.
function print_code(name,    i, text)
{
    printf "%s<pre><code>", scroller(name)
    for (i = 1; i <= codes; i++) {
        text = esc(code[i])
        print code[i] ~ /\/\* <--/ ? "<mark>" text "</mark>" : text
    }
    print "</code></pre></div>"
}

# A program's Python counterpart: the same cell.
function python_of(root, program,    path, text)
{
    path = "benches/python/" (program == "queue" ? "queue_fifo" : program) ".py"
    if ((getline text <(root "/" path)) <= 0)
        path = ""
    else
        close(root "/" path)
    return path
}
