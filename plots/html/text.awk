# text.awk - text from files as HTML that nothing in it can leave

# Control characters, but for tab and newline.
BEGIN { control = "[" sprintf("%c-%c%c-%c%c", 1, 8, 11, 31, 127) "]" }

# What HTML would read as its own becomes a reference, control characters blanks.
function esc(s)
{
    gsub(control, " ", s)
    gsub(/&/, "\\&amp;", s)
    gsub(/</, "\\&lt;", s)
    gsub(/>/, "\\&gt;", s)
    gsub(/"/, "\\&quot;", s)
    gsub(/'/, "\\&#39;", s)
    return s
}

# A sentence in which `this` is code.
function prose(s,    part, i, m, out)
{
    m = split(s, part, "`")
    for (i = 1; i <= m; i++)
        out = out (i % 2 == 0 && i < m ? "<code>" esc(part[i]) "</code>" : \
            (i % 2 == 0 ? "`" : "") esc(part[i]))
    return out
}

# What is folded away until it is asked for.
function fold(summary)
{
    print "<details><summary>" summary "</summary>"
}

function unfold() { print "</details>" }

# A box that scrolls sideways by itself, also from the keyboard.
function scroller(name)
{
    return "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" esc(name) "\">"
}

function complain(what)
{
    print "page: " what >"/dev/stderr"
}

# The lines of a file: line[1..]. 0: there is no such file.
function lines_of(file, line,    text, m)
{
    split("", line)
    while ((getline text <file) > 0)
        line[++m] = text
    close(file)
    return m + 0
}
