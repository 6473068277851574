"""Whether a page can be used by everyone and fits: axe in both schemes, and no sideways scroll, on one load of it."""

from pathlib import Path

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text()
RULES = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']"
LAPTOP, PHONE, SMALL = 1280, 390, 320


def unfair(page, widths: tuple[int, ...] = (LAPTOP, PHONE, SMALL), phone: bool = False) -> list[str]:
    """What is wrong with the page that is open. Axe looks at the widest; phone: on a phone's width, too, where a page
    shows other things there. At the rest only whether it fits.
    """
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            found.append(f"overflows at {width}")
        if width == widths[0] or (phone and width == PHONE):
            found += [f"{width} {one}" for one in breaches(page)]
    return found


def breaches(page) -> list[str]:
    """What axe finds, in light and in dark.

    In dark only the contrast is looked at: the rest of axe's rules knows no colour.
    """
    found = []
    for scheme, asked in (("light", RULES), ("dark", "{type: 'rule', values: ['color-contrast']}")):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme} {one}" for one in _axe(page, asked)]
    page.emulate_media(color_scheme="light")
    return found


def _axe(page, asked: str) -> list[str]:
    debugger = page.context.new_cdp_session(page)  # the page's own policy lets no foreign script in
    have = debugger.send("Runtime.evaluate", {"expression": "typeof axe"})["result"]["value"] == "object"
    expression = (f"{'' if have else AXE}; "
                  f"axe.run(document, {{runOnly: {asked}, resultTypes: ['violations']}}).then(r => "
                  "r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))")
    said = debugger.send("Runtime.evaluate", {"awaitPromise": True, "returnByValue": True, "expression": expression})
    debugger.detach()
    assert "exceptionDetails" not in said, said
    return said["result"]["value"]
