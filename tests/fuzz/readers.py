#!/usr/bin/env python3
"""Feed the readers of plans, tables, headers, lessons and shared runs with spoilt input.

    readers.py SECONDS SEED FOLDER [READER...]

Each case spoils a sample of this tree (same seed, same cases) and gives it to a
reader. It has to end within ten seconds of CPU time, with exit code 0 and output that
holds up, or with the exit code of a refusal and one line that says why. What breaks
that is kept in FOLDER.
"""
import gzip
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time

from spoil import spoil

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
SAMPLE = os.path.join(ROOT, "results", "sample")
ENV = {"PATH": os.environ["PATH"], "LC_ALL": "C", "CORES": "2", "ROUNDS": "5",
       "FOOTER": "f", "PICTURE": "words"}


class Broken(Exception):
    """What a reader did that it may not."""


def load(*path):
    with open(os.path.join(ROOT, *path), "rb") as f:
        return f.read()


def ten_seconds():
    """Of its own time: a busy machine is no hang."""
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))


def run(argv, cwd):
    try:
        p = subprocess.run(argv, cwd=cwd, env=ENV, timeout=300, check=False,
                           stdin=subprocess.DEVNULL, capture_output=True,
                           preexec_fn=ten_seconds)
    except subprocess.TimeoutExpired:
        raise Broken("not done after five minutes") from None
    if p.returncode < 0:
        raise Broken(f"died of signal {-p.returncode}")
    return p


def awk(*args):
    return ["awk", *(a if a.startswith(("-", "mode=", "from=", "to=", "last="))
                     or os.path.isabs(a) or a == "case"
                     else os.path.join(ROOT, a) for a in args)]


def one_line(text, what):
    if len(text.strip().splitlines()) != 1:
        raise Broken(f"{what} is not one line: {text[:300]!r}")


def plan(folder, _):
    p = run(awk("-f", "results/plan.awk", "-v", "mode=full", "case"), folder)
    if p.returncode:
        one_line(p.stderr, "refusal")
        if not re.match(rb"plan\.tsv(:| line \d+:) .", p.stderr):
            raise Broken(f"refusal without its line: {p.stderr!r}")
        return False
    for line in p.stdout.split(b"\n")[:-1]:
        columns = line.split(b"\t")
        # It is run by a shell: nothing in it that a shell would take for more.
        if len(columns) != 8 or not re.fullmatch(rb"[A-Za-z0-9_.:,=+/ {}-]+", columns[7]):
            raise Broken(f"a row to run: {line!r}")
    return True


def table(folder, sample, last, first, until):
    p = run(awk("-f", "results/check.awk", "-v", f"from={first}", "-v",
                f"to={until}", "-v", f"last={last}", "case"), folder)
    if p.returncode:
        one_line(p.stdout, "refusal")
        return False
    case = open(os.path.join(folder, "case"), "rb").read()
    if len(case) < len(sample) - 1 and sample.startswith(case):
        raise Broken("a table that was cut off passes for whole")
    return True


def summary(folder, sample):
    """Accepted by check: then each picture's script has to cope with it."""
    if not table(folder, sample, "rows", 5, 15):
        return False
    scripts = [f for f in sorted(os.listdir(os.path.join(ROOT, "plots"))) if
               f.endswith(".awk") and f != "lib.awk"]
    name = scripts[len(open(os.path.join(folder, "case"), "rb").read()) % len(scripts)]
    p = run(awk("-f", "plots/lib.awk", "-f", "plots/" + name, "case",
                os.path.join(SAMPLE, "runs.tsv")), folder)
    if p.returncode not in (0, 3):
        raise Broken(f"{name} ends with {p.returncode}: {p.stderr[:300]!r}")
    for line in p.stdout.split(b"\n"):
        # gnuplot runs it: text stands in quotes that nothing in it can leave.
        bare = re.sub(rb'"(?:[A-Za-z0-9 ,.:;()/+=\x7f-\xff-]|\\[0-7]{3}|\\n)*"', b"", line)
        if re.search(rb"[\"'`!$@]|\bsystem\b|\bshell\b", bare):
            raise Broken(f"{name} lets this into gnuplot: {line!r}")
    return True


def runs(folder, sample):
    return table(folder, sample, "executions", 4, 7)


def header(folder, _):
    p = run(awk("-f", "lib/kit/help.awk", "case"), folder)
    if p.returncode:
        raise Broken(f"ends with {p.returncode}: {p.stderr[:300]!r}")
    lines = p.stdout.split(b"\n")
    for line in lines[2:-2]:
        if not re.fullmatch(rb'    "(?:[^"\\]|\\["\\nv])*"', line, re.S):
            raise Broken(f"no C string: {line!r}")
    return True


def shared(folder, sample):
    """A run that somebody else packed."""
    p = run(["jq", "-c", "--arg", "step", "read", "--arg", "hide", "", "--argjson",
             "env", "null", "-f", os.path.join(ROOT, "results", "share.jq"), "case"], folder)
    if p.returncode:
        if b"refused: " not in p.stderr and b"parse error" not in p.stderr and \
                b"Cannot" not in p.stderr and b"cannot" not in p.stderr:
            raise Broken(f"refused without a reason: {p.stderr[:300]!r}")
        return False
    if len(open(os.path.join(folder, "case"), "rb").read()) < len(sample) - 2 and \
            sample.startswith(open(os.path.join(folder, "case"), "rb").read()) and p.stdout:
        raise Broken("a run that was cut off passes for whole")
    return True


def words_of(text):
    """What the header of benches/lessons.txt promises; None: no lessons."""
    words, lesson, key = {}, None, None
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if not line.strip(" \t"):
            lesson = key = None
        elif line[0] in " \t":
            if key is None:
                return None
            words[lesson, key] += " " + line.lstrip(" \t")
        else:
            named = re.fullmatch("([a-z]+): (.+)", line)
            if not named:
                return None
            key, value = named[1], named[2].lstrip(" ")
            if key == "lesson":
                lesson = value if re.fullmatch("[a-z0-9_]+", value) else None
            if lesson is None or (lesson, key) in words:
                return None
            words[lesson, key] = value
    return words or None


def lessons(folder, _):
    """As the tour reads them; refused, or all words as they stand there."""
    p = run(["bash", "-c", 'root=$1; . "$2"; load_lessons lesson; for k in "${!word[@]}"; '
             'do printf "%s\\0" "$k" "${word[$k]}"; done', "tour", folder,
             os.path.join(ROOT, "benches", "tour", "lessons.sh")], folder)
    case = open(os.path.join(folder, "case"), "rb").read()
    if re.search(rb"[^\t\n -~\x80-\xff]", case):
        return p.returncode == 0  # no text: whatever, but an end
    wanted = words_of(case.decode("latin-1").replace("\x85", "E"))
    if p.returncode:
        one_line(p.stderr, "refusal")
        if not re.search(rb"lessons\.txt line \d+: .", p.stderr):
            raise Broken(f"refusal without its line: {p.stderr!r}")
        if wanted:
            raise Broken(f"lessons refused: {p.stderr!r}")
        return False
    parts = p.stdout.decode("latin-1").replace("\x85", "E").split("\0")
    came = {tuple(k.split(".")): v for k, v in zip(parts[0::2], parts[1::2])}
    if came != wanted:
        differ = set(came.items()) ^ set((wanted or {}).items())
        raise Broken(f"{len(differ)} words differ, such as {sorted(differ)[0]}")
    return True


def packed_sample(folder):
    p = subprocess.run([os.path.join(ROOT, "results", "share"), "sample", folder],
                       capture_output=True, check=True)
    return gzip.open(p.stdout.decode().strip()).read()


def main():
    seconds, seed, keep = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        readers = {
            "plan": (plan, load("results", "plan.tsv")),
            "summary": (summary, load("results", "sample", "summary.tsv")),
            "runs": (runs, b"\n".join(load("results", "sample", "runs.tsv").split(b"\n")[:60])
                     + b"\n# 59 executions\n"),
            "header": (header, load("benches", "queue.c")),
            "shared": (shared, packed_sample(folder)),
            "lessons": (lessons, load("benches", "lessons.txt")),
        }
        os.mkdir(os.path.join(folder, "benches"))
        os.symlink("../case", os.path.join(folder, "benches", "lessons.txt"))
        os.symlink(os.path.join(ROOT, "benches", "lessons.awk"),
                   os.path.join(folder, "benches", "lessons.awk"))
        wanted = sys.argv[4:] or list(readers)
        counts = {name: [0, 0] for name in wanted}
        dice, end = random.Random(seed), time.monotonic() + seconds
        while time.monotonic() < end:
            for name in wanted:
                reader, sample = readers[name]
                case = spoil(dice, sample)
                with open(os.path.join(folder, "case"), "wb") as f:
                    f.write(case)
                try:
                    good = reader(folder, sample)
                except Broken as why:
                    kept = os.path.join(keep, f"readers-{name}-{seed}-{counts[name][0]}")
                    with open(kept, "wb") as f:
                        f.write(case)
                    sys.exit(f"{name}: {why}\nkept in {kept}")
                counts[name][0] += 1
                counts[name][1] += good
    print("Done", ", ".join(f"{n} {c} ({g} taken)" for n, (c, g) in counts.items()))


main()
