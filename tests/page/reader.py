"""What a reader gets: pictures, colours, sizes, keys, paper."""
import base64
import itertools
import pathlib

from say import all_of, expect

SCHEMES, WIDTHS = ("light", "dark"), (360, 1920)


def it_loads_whole_and_from_its_folder_alone(b, page, shots):
    for scheme, width in itertools.product(SCHEMES, WIDTHS):
        b.open(page.as_uri(), width, scheme)
        name = "{}, {} px: ".format(scheme, width)
        expect(name + "complaints", [], b.complaints())
        folder = page.parent.as_uri() + "/"
        expect(name + "requests elsewhere", [],
               [u for u in b.requests() if not u.startswith((folder, "data:,"))])
        pictures = all_of(b, "img", "[e.currentSrc, e.complete && e.naturalWidth > 0, e.alt.length > 80]")
        expect(name + "pictures", True, len(pictures) >= 8)
        expect(name + "pictures not loaded or without words", [],
               [p for p in pictures if not (p[1] and p[2])])
        expect(name + "of the other scheme", [],
               [p[0] for p in pictures if p[0].endswith("-dark.svg") != (scheme == "dark")])
        b.run("document.querySelectorAll('details').forEach((d) => d.open = true)")
        expect(name + "scrolls sideways by", 0,
               b.run("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
        expect(name + "paper", "rgb(22, 24, 29)" if scheme == "dark" else "rgb(255, 255, 255)",
               b.run("getComputedStyle(document.body).backgroundColor"))
        b.run("document.querySelectorAll('details').forEach((d) => d.open = false)")
        height = min(16000, b.run("document.documentElement.scrollHeight"))
        png = b.call("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                     clip={"x": 0, "y": 0, "width": width, "height": height, "scale": 1})
        pathlib.Path(shots, "{}-{}.png".format(scheme, width)).write_bytes(
            base64.b64decode(png["data"]))


def it_is_sound_html(b, page):
    b.open(page.as_uri())
    expect("language", "en", b.run("document.documentElement.lang"))
    expect("mode", "CSS1Compat", b.run("document.compatMode"))
    levels = all_of(b, "h1, h2, h3, h4", "Number(e.tagName[1])")
    expect("headings of the first level", 1, levels.count(1))
    expect("headings that skip a level", [],
           [i for i, (a, c) in enumerate(zip([0] + levels, levels)) if c > a + 1])
    ids = all_of(b, "[id]", "e.id")
    expect("ids that are there twice", [], sorted({i for i in ids if ids.count(i) > 1}))
    links = all_of(b, "a", "e.getAttribute(\"href\")")
    expect("links that lead nowhere", [],
           [a for a in links if not (a[1:] in ids if a[0] == "#" else (page.parent / a).exists())])
    expect("controls without a name", [], [c[0] for c in all_of(
        b, "button, input, [role=region], [role=group]",
        "[e.outerHTML, e.ariaLabel || e.labels && e.labels.length || e.matches(\"button\") && e.textContent.trim()]")
        if not c[1]])
    expect("parts that scroll and have no focus", [], [c[0] for c in all_of(
        b, "*", "[e.outerHTML, getComputedStyle(e).overflowX === \"auto\" && e.tabIndex < 0]") if c[1]])
    expect("articles", True, len(all_of(b, "main article", "e.id")) >= 20)
    expect("marked lines", True, len(all_of(b, "mark", "0")) >= 10)


CONTRAST = """(() => {
  const rgb = (s) => s.match(/[\\d.]+/g).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const under = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), poor = [];
  let seen = 0;
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(under(e))].sort((x, y) => y - x);
    seen++;
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(e.tagName + "." + e.className + ": " + e.textContent.slice(0, 40));
  }
  return [seen, poor];
})()"""


def its_text_stands_out_by_four_and_a_half_to_one(b, page):
    for scheme in SCHEMES:
        b.open(page.as_uri(), 1280, scheme)
        b.run("document.body.append(Object.assign(document.createElement('style'),"
              " {textContent: '* {transition: none !important; animation: none !important}'}));"
              "document.querySelectorAll('details').forEach((d) => d.open = true)")
        for order, steps in (("abAB", 4), ("abAB", 1)):
            b.click("#step-orders [data-order={}]".format(order))
            for _ in range(steps):
                b.press("ArrowRight") if steps < 2 else b.click("[data-go=next]")
            seen, poor = b.run(CONTRAST)
            expect(scheme + ": texts seen", True, seen > 1000)
            expect(scheme + ": texts that do not", [], sorted(set(poor)))


def every_control_is_reached_and_worked_by_keyboard(b, page):
    b.open(page.as_uri(), 360)
    b.run("""window.left = new Set([...document.querySelectorAll(
        'a, button, input, summary, [tabindex="0"]')].filter((e) => e.checkVisibility()))""")
    there = b.run("left.size")
    blind = []
    for _ in range(there + 5):
        b.press("Tab")
        bad = b.run("(() => { const e = document.activeElement; left.delete(e);"
                    " return e !== document.body && getComputedStyle(e).outlineStyle === 'none' ? e.outerHTML : null; })()")
        blind += [bad] if bad else []
    expect("controls", True, there > 100)
    expect("controls that Tab does not reach", [], b.run("[...left].map((e) => e.outerHTML)"))
    expect("focus that is not shown", [], blind)
    b.run("document.querySelector('summary').focus()")
    b.press("Enter")
    expect("Enter opens", True, b.run("document.querySelector('details').open"))


def what_is_folded_is_printed(b, page):
    for script in (True, False):
        b.open(page.as_uri(), 720, "dark", media="print", script=script)
        sizes = all_of(b, "details > :not(summary)", "e.checkVisibility() && e.getBoundingClientRect().height")
        expect("folded parts", True, len(sizes) > 100)
        expect("not shown in print", 0, sum(not s for s in sizes))
        expect("paper", "rgb(255, 255, 255)", b.run("getComputedStyle(document.body).backgroundColor"))
        expect("dark pictures", [], [s for s in all_of(b, "img", "e.currentSrc") if "dark" in s])
        expect("buttons", False, b.run("document.querySelector('#step-controls').checkVisibility()"))
        expect("the race", True, b.run("document.querySelector('.trace').checkVisibility()"))


def hostile_text_is_text(b, page, text):
    b.open(page.as_uri())
    expect("complaints", [], b.complaints())
    expect("scripts", 2, len(all_of(b, "script", "0")))
    expect("elements of its own", [], all_of(b, "b, img:not(figure img), main > :not(nav, article)", "e.outerHTML"))
    shown = b.run("document.body.innerText")
    expect("shown as it is", True, text in b.run("document.querySelector('.machine').textContent"))
    expect("the run's name too", True, shown.count(text) >= 2)
