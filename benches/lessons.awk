# lessons.awk - the words of benches/lessons.txt, whose header says what is what
#
# read_lessons fills lesson[1..lessons], their names in the file's order, and
# field[name, "question"] and so on; in the file's order too these are
# field[named[i], keyed[i]], i from 1 to entries.

function bad_lesson(file, at, what)
{
    print file " line " at ": " what >"/dev/stderr"
    bad_lessons = 1
    exit 1
}

function read_lessons(file,    text, at, name, key, began)
{
    while ((began = (getline text <file)) > 0) {
        at++
        if (text ~ /^#/)
            continue
        if (text ~ /^[ \t]*$/) {
            name = key = ""
            continue
        }
        if (text ~ /^[ \t]/) {
            if (key == "")
                bad_lesson(file, at, "goes on with nothing")
            sub(/^[ \t]+/, "", text)
            field[name, key] = field[name, key] " " text
            continue
        }
        if (text !~ /^[a-z]+: ./)
            bad_lesson(file, at, "is no \"field: text\"")
        key = text
        sub(/:.*/, "", key)
        sub(/^[a-z]+: +/, "", text)
        if (key == "lesson") {
            if (text !~ /^[a-z0-9_]+$/ || (text, key) in field)
                bad_lesson(file, at, "lesson '" text "' has a bad name or is there twice")
            lesson[++lessons] = name = text
        } else if (name == "" || (name, key) in field)
            bad_lesson(file, at, key " belongs to no lesson or is there twice")
        named[++entries] = name
        keyed[entries] = key
        field[name, key] = text
    }
    close(file)
    if (!lessons)
        bad_lesson(file, at + 0, "no lesson in it")
}

# A lesson's first program: benches/queue.c is queue.
function program_of(name,    p)
{
    split(field[name, "programs"], p, " ")
    sub(/.*\//, "", p[1])
    sub(/\.[a-z]*$/, "", p[1])
    return p[1]
}
