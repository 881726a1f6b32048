"""A behaviour of the page in a real browser: check.py BEHAVIOUR PAGE [MORE]

Behaviours are the functions of reader.py and stepper.py. Exits 1 and says what
is otherwise than expected.
"""
import pathlib
import sys

import reader
import say
import stepper
from browser import Browser


def main():
    behaviour, page = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    run = getattr(reader, behaviour, None) or getattr(stepper, behaviour)
    browser = Browser()
    try:
        run(browser, page, *sys.argv[3:])
    finally:
        browser.close()
    for what in say.failed:
        print(what)
    sys.exit(1 if say.failed else 0)


main()
