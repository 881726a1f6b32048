"""The race that a reader steps through, beside real processes."""
import itertools
import random
import subprocess

from say import all_of, expect


def table(b):
    return all_of(b, ".trace tbody tr", "[...e.cells].map((c) => c.textContent)")


def without_script_the_same_race_stands_there(b, page):
    b.open(page.as_uri(), script=False)
    still = table(b)
    expect("steps", True, len(still) >= 4)
    expect("buttons", False, b.run("document.querySelector('#step-controls').checkVisibility()"))
    head = all_of(b, ".trace th[scope=col]", "e.textContent")
    b.open(page.as_uri())
    expect("the table with script", still, table(b))
    expect("its head", head, all_of(b, ".trace th[scope=col]", "e.textContent"))


def now(b):
    return b.run("document.querySelector('.now').textContent")


def it_steps_by_click_and_by_key_alike(b, page):
    heard = []
    for act in (lambda d: b.click("[data-go={}]".format(d)),
                lambda d: b.press({"next": "ArrowRight", "back": "ArrowLeft",
                                   "first": "Home", "last": "End"}[d])):
        b.open(page.as_uri())
        b.run("document.querySelector('#step-controls').focus()")
        seen = [now(b)]
        for d in ["next"] * 3 + ["back", "last", "next", "back", "first", "back"] + ["next"] * 40:
            act(d)
            seen.append(now(b) + str(all_of(b, ".trace tr.now", "e.rowIndex")))
        heard.append(seen)
        rows = table(b)
        expect("the end", "Step {0} of {0}".format(len(rows)), now(b).split(":")[0])
        expect("complaints", [], b.complaints())
    expect("by key as by click", heard[0], heard[1])
    expect("different places", True, len(set(heard[0])) >= len(rows))
    # The keys of the page and of the text field stay theirs.
    b.run("document.querySelector('#step-schedule').focus()")
    b.press("ArrowLeft")
    expect("an arrow in the text", "Step {0} of {0}".format(len(rows)), now(b).split(":")[0])


def bank_steps(build, schedule):
    """What real processes do: each step's balance, the end, how many are lost."""
    out = subprocess.run([build + "/bank_steps", "--schedule=" + schedule],
                         capture_output=True, text=True, check=True).stdout.splitlines()
    end = int(out[-1].split(": ")[1])
    return [line.split()[-1] for line in out[1:-2]], end, int(out[-2].split()[0])


def shown(b):
    """The same from the page."""
    place = len(b.run("[...document.querySelectorAll('.trace th[scope=col]')].map((e) => e.textContent)")) - 3
    end = b.run("({...document.querySelector('.end').dataset})")
    return [r[place] for r in table(b)], int(end["balance"]), int(end["lost"])


def it_agrees_with_real_processes(b, page, build):
    b.open(page.as_uri())

    def agrees(how, schedule):
        command = b.run("document.querySelector('.command').textContent")
        expect(how + ": command", "build/bank_steps --schedule=" + schedule, command)
        expect(how + " " + schedule, bank_steps(build, schedule), shown(b))

    orders = sorted({"".join(o) for o in itertools.permutations("aAbB")
                     if o.index("a") < o.index("A") and o.index("b") < o.index("B")})
    expect("orders of one update each", 6, len(orders))
    caught = b.run("document.querySelector('#step-through').dataset.schedule")
    expect("buttons", sorted({caught, *orders}), sorted(all_of(b, "#step-orders button", "e.dataset.order")))
    agrees("as caught", caught)
    for order in orders:
        b.click("#step-orders [data-order={}]".format(order))
        agrees("by button", order)
    # Teller by teller: any order's steps from any other's.
    for order in orders + [caught]:
        b.click("#step-orders [data-order={}]".format(caught if len(order) > 4 else "bBaA"))
        for i, c in enumerate(order):
            if i % 2:
                b.run("document.querySelector('#step-controls').focus()")
                b.press(c.lower())
            else:
                b.click("#step-choose [data-teller='{}']".format(ord(c.upper()) - 65))
        agrees("step by step", order)
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    for _ in range(40):
        left = {t: dice.randrange(1, 4) * 2 for t in range(dice.randrange(2, 5))}
        schedule = ""
        while any(left.values()):
            t = dice.choice([t for t in left if left[t]])
            schedule += chr((97 if left[t] % 2 == 0 else 65) + t)
            left[t] -= 1
        b.run("document.querySelector('#step-schedule').value = '{}'".format(schedule))
        b.click("#step-own button")
        agrees("typed, seed {}:".format(seed), schedule)
    expect("complaints", [], b.complaints())


def it_refuses_what_bank_steps_refuses(b, page, build):
    b.open(page.as_uri())
    for bad in ("A", "aa", "abAA", "a?", "aAb1", "<b>"):
        b.run("document.querySelector('#step-schedule').value = {!r}".format(bad))
        before = table(b)
        b.click("#step-own button")
        why = b.run("document.querySelector('#step-refused').textContent")
        said = subprocess.run([build + "/bank_steps", "--schedule=" + bad],
                              capture_output=True, text=True).stderr
        expect("'{}'".format(bad), True, why != "" and why in said)
        expect("'{}': the race stays".format(bad), before, table(b))
    for half in ("a", "abA"):
        b.run("document.querySelector('#step-schedule').value = {!r}".format(half))
        b.click("#step-own button")
        expect(half + ": no command", "…", b.run("document.querySelector('.command').textContent"))
        expect(half + ": not complete", True, "Not complete" in b.run("document.querySelector('.end').textContent"))
