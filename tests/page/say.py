"""What is expected of the page, and what was found to be otherwise."""
failed = []


def expect(what, expected, came):
    if expected != came:
        failed.append("{}\n  expected: {}\n  came:     {}".format(what, expected, came))


def all_of(b, selector, value):
    """The value of an expression of e, for each element."""
    return b.run("[...document.querySelectorAll('{}')].map((e) => {})".format(selector, value))
