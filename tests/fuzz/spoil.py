"""Spoil a text in the ways that files are spoilt, and that people spoil them."""

WORDS = [b"", b"-", b"nan", b"inf", b"-1", b"0x10", b"1e9", b"1,5", b"\t", b"\t\t",
         b"\r\n", b"\n", b"\x00", b"\xff\xfe", b"\xe2\x82", b"\xd9\xa3", b"# 3 rows",
         b"# 0 executions", b"9" * 400, b"18446744073709551616", b"{x}", b"{", b"}",
         b"'; system(\"id\") #", b"`id`", b"$(id)", b"<script>", b"\"", b"\\", b"\\\"",
         b"@macro", b"%s%n", b"../../etc", b"*/", b"null", b"[]", b"{}", b" " * 300,
         b"a" * 5000]


def cut(dice, text):
    return text[:dice.randrange(len(text) + 1)]


def drop(dice, text):
    at = dice.randrange(len(text) + 1)
    return text[:at] + text[at + dice.choice([1, 2, 10, 200]):]


def double(dice, text):
    at = dice.randrange(len(text) + 1)
    piece = text[at:at + dice.choice([1, 5, 80, 1000])]
    return text[:at] + piece + text[at:]


def flip(dice, text):
    if not text:
        return text
    at = dice.randrange(len(text))
    return text[:at] + bytes([text[at] ^ 1 << dice.randrange(8)]) + text[at + 1:]


def insert(dice, text):
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(WORDS) + text[at:]


def of_lines(change):
    def changed(dice, text):
        lines = text.split(b"\n")
        change(dice, lines)
        return b"\n".join(lines)
    return changed


def swap(dice, lines):
    a, b = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


def lose(dice, lines):
    del lines[dice.randrange(len(lines))]
    lines.append(b"")


def field(dice, lines):
    at = dice.randrange(len(lines))
    separator = b"\t" if b"\t" in lines[at] else b","
    fields = lines[at].split(separator)
    fields[dice.randrange(len(fields))] = dice.choice(WORDS)
    lines[at] = separator.join(fields)


WAYS = [cut, drop, double, flip, insert, of_lines(swap), of_lines(lose),
        of_lines(field), of_lines(field)]


def spoil(dice, text):
    for _ in range(dice.choice([1, 1, 1, 2, 5])):
        text = dice.choice(WAYS)(dice, text)
    return text
