"""What the cells share: options, words for people, one record for scripts.

The counterpart of lib/kit for the same cells in Python, so that both sides
take the same options and print the same record. Standard library only, Python
3.9 to 3.14. Import it before starting a process: the notebook's cells assume
that a child begins as a copy of its parent (fork). That was the default on
Linux up to Python 3.13; 3.14 made it "forkserver", so it is asked for here.
"""
import argparse
import csv
import json
import multiprocessing
import os
import signal
import sys
import time

multiprocessing.set_start_method("fork")

now = time.monotonic_ns  # the clock of mp_clock_now
args = None              # set by parse; children inherit it


def cores():
    """As mp_cpu_count, but for a container's quota, of which Python cannot tell:
    who compares with C hands over C's number in MPBENCH_CORES."""
    return int(os.environ.get("MPBENCH_CORES") or len(os.sched_getaffinity(0)))


# --- options ----------------------------------------------------------------

UNITS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9}


def shown(text):
    """Bad text as one printable line, cut if it is long."""
    return "".join(c if " " <= c <= "~" else "?" for c in text)[:56]


def number(least, most):
    def convert(text):
        if not (text.isascii() and text.isdigit() and
                least <= int(text) <= most):
            raise argparse.ArgumentTypeError(
                "'{}' is not within {} to {}".format(shown(text), least, most))
        return int(text)
    return convert


def duration(text):
    """Digits with ns, us, ms or s, or 0: to nanoseconds."""
    digits = text.rstrip("mnsu")
    unit = UNITS.get(text[len(digits):], 1 if text == "0" else None)
    if not (digits.isascii() and digits.isdigit() and unit):
        raise argparse.ArgumentTypeError(
            "'{}' is not a duration (digits and ns, us, ms or s)".format(
                shown(text)))
    return int(digits) * unit


def window(text):
    """none, yield, sleep or a duration; stays text, as in the record."""
    if text not in ("none", "yield", "sleep"):
        duration(text)
    return text


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(2, "{}: {}\n".format(self.prog, " ".join(message.split())))


def options(doc):
    return Parser(description=doc, prog=program(),
                  formatter_class=argparse.RawDescriptionHelpFormatter)


def program():
    return os.path.basename(sys.argv[0]).replace(".py", "")


def last_words(kind, error, trace):
    """A stdout that is full or gone is said in a line, not in a traceback."""
    if not issubclass(kind, OSError):
        return sys.__excepthook__(kind, error, trace)
    sys.stderr.write("{}: {}\n".format(program(), error.strerror))
    os._exit(1)


def parse(parser):
    global args
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it, silently
    sys.excepthook = last_words
    if sys.stdout is None:
        parser.exit(1, "{}: stdout is closed\n".format(program()))
    parser.add_argument("-q", "--quiet", action="store_true",
                        help="no line per item")
    parser.add_argument("--format", choices=("text", "csv", "json"),
                        default="text", help="lines to read, or one record")
    args = parser.parse_args()
    return args


# --- what the program says --------------------------------------------------

def say(text, end="\n"):
    """A line per item: not with -q."""
    if not args.quiet:
        result(text, end)


def result(text, end="\n"):
    """One write a line, at once: lines of several threads do not mix."""
    if args.format == "text":
        sys.stdout.write(str(text) + end)
        sys.stdout.flush()


def timedelta(ns):
    """h:mm:ss.uuuuuu, as str(timedelta) but with six decimals always."""
    us = (ns + 500) // 1000
    return "{}:{:02}:{:02}.{:06}".format(
        us // 3600000000, us // 60000000 % 60, us // 1000000 % 60,
        us % 1000000)


def report(elapsed_ns, count, result, **fields):
    """The record of lib/kit/report.h: program, options, fields, figures."""
    record = {"program": program()}
    record.update((name, value) for name, value in vars(args).items()
                  if name not in ("quiet", "format"))
    record.update(fields, elapsed_ns=elapsed_ns, count=count, result=result)
    if args.format == "json":
        print(json.dumps(record))
    elif args.format == "csv":
        row = [json.dumps(v) if isinstance(v, bool) else v
               for v in record.values()]
        csv.writer(sys.stdout, lineterminator="\n").writerows([record, row])
    sys.stdout.flush()


# --- time that passes -------------------------------------------------------

def spin(ns):
    """Keep the CPU for so long."""
    end = now() + ns
    while ns and now() < end:
        pass


def open_window(name):
    """What stands between reading a balance and writing it back."""
    if name == "yield":
        os.sched_yield()
    elif name == "sleep":
        time.sleep(1e-9)
    elif name != "none":
        spin(duration(name))


# --- the bank's pace (lib/kit/pace.h) ---------------------------------------

def bank_options(doc):
    parser = options(doc)
    parser.add_argument("-n", "--rounds", type=number(1, 10**9),
                        help="updates of each teller (1000)")
    parser.add_argument("--sleep", type=duration, metavar="TIME",
                        help="before each update (0)")
    parser.add_argument("--window", type=window, metavar="none|yield|sleep|TIME",
                        help="from reading the balance to writing it (sleep)")
    parser.add_argument("--notebook", action="store_true",
                        help="1000 rounds, 1 ms of sleep, no window")
    parse(parser)
    given = (args.rounds, args.sleep, args.window)
    if args.notebook and any(value is not None for value in given):
        parser.error("--notebook sets --rounds, --sleep and --window itself")
    usual = (1000, 10**6, "none") if args.notebook else (1000, 0, "sleep")
    args.rounds, args.sleep, args.window = (
        preset if value is None else value
        for value, preset in zip(given, usual))
    return args


def bank_say():
    sleep = " after {:g}ms of sleep".format(args.sleep / 1e6)
    say("(2 tellers, {} rounds each{}; {} core{}, window {})".format(
        args.rounds, sleep if args.sleep else "", cores(),
        "s" if cores() > 1 else "", args.window))
