"""A page held still: what the desk shows, without ways on, forms or navigation, for eyes that have no account.

It works on the finished page, so that no page can forget to hide a link or a name. Not here: who may look (shares.py).
"""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
GONE = frozenset(("form", "dialog", "nav"))
GONE_CLASSES = frozenset(("bar", "skip", "menu", "button", "patch"))
ENGINE = ("htmx", "hx-csp", "desk-filter", "desk-reviews", "desk-what-if", "desk-present", "desk-photos")
ANYBODY = "a walker"


class _Still(HTMLParser):
    """Writes the page again, tag by tag. parts: what the page would have loaded by itself, by address; asked: those
    addresses, for whoever fetches them first."""

    def __init__(self, photo: Callable[[str], str], parts: dict[str, str], note: str):
        super().__init__(convert_charrefs=False)
        self.photo, self.parts, self.note = photo, parts, note
        self.out: list[str] = []
        self.asked: list[str] = []
        self.gone = ""  # the tag whose whole element is being left out
        self.depth = 0
        self.closing = ""  # what stands in for the end of that element

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = dict(attrs)
        if self.gone:
            self.depth += tag == self.gone
        elif _is_private(tag, said):
            self._leave_out(tag)
        elif "load" in (said.get("hx-trigger") or "").split() and said.get("hx-get"):
            self._put_in(tag, said)
        else:
            self.out.append(self._tag(tag, said))
            if tag == "main":
                self.out.append(self.note)

    def _leave_out(self, tag: str, closing: str = "") -> None:
        if tag not in VOID:
            self.gone, self.depth, self.closing = tag, 1, closing

    def _put_in(self, tag: str, said: dict) -> None:
        self.asked.append(said["hx-get"])
        part, is_outer = self.parts.get(said["hx-get"], ""), said.get("hx-swap") == "outerHTML"
        self.out += [part] if is_outer else [self._tag(tag, said), part]
        self._leave_out(tag, "" if is_outer else f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        if not self.gone and not _is_private(tag, dict(attrs)):
            self.out.append(self._tag(tag, dict(attrs), "/>"))

    def handle_endtag(self, tag: str) -> None:
        if not self.gone:
            self.out.append(f"</{tag}>")
        elif tag == self.gone:
            self.depth -= 1
            if not self.depth:
                self.gone = ""
                self.out.append(self.closing)

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._keep(f"<!{decl}>")

    def _keep(self, words: str) -> None:
        if not self.gone:
            self.out.append(words)

    def _tag(self, tag: str, said: dict, end: str = ">") -> str:
        if tag == "a" and said.get("data-photo"):
            said = {**said, "href": f"/photos/{said['data-photo']}/display.jpg"}
        kept = []
        for name, value in said.items():
            if value and value.startswith("/photos/"):
                value = self.photo(value)
            elif _leads_on(tag, name, value or ""):
                continue
            kept.append(f" {name}" if value is None else f' {name}="{escape(value)}"')
        if tag == "a" and "aria-label" in said and not any(one.startswith(" href") for one in kept):
            kept.append(' role="img"')  # a label without a link needs something to be the label of
        return f"<{tag}{''.join(kept)}{end}"


def _leads_on(tag: str, name: str, value: str) -> bool:
    if name.startswith("hx-") or name in ("action", "formaction", "data-keys"):
        return True
    if name.startswith("data-"):
        return value.startswith("/")
    return tag == "a" and name in ("href", "xlink:href") and not value.startswith("#")


def _is_private(tag: str, said: dict) -> bool:
    if tag == "script" and any(name in (said.get("src") or "") for name in ENGINE):
        return True
    return tag in GONE or "data-private" in said or not GONE_CLASSES.isdisjoint((said.get("class") or "").split())


def held_still(page: str, photo: Callable[[str], str], parts: dict[str, str], note: str = "") -> str:
    """The page without navigation, forms, addresses to elsewhere and what only insiders need. photo: the address a
    photo has here; parts: what the page loads by itself, held still already; note: markup put first in the page."""
    return "".join(_read(page, photo, parts, note).out)


def loads_of(page: str) -> list[str]:
    """The addresses of the parts this page loads by itself."""
    return _read(page, lambda address: address, {}, "").asked


def _read(page: str, photo: Callable[[str], str], parts: dict[str, str], note: str) -> _Still:
    writer = _Still(photo, parts, note)
    writer.feed(page)
    writer.close()
    return writer


def unnamed(page: str, names: Iterable[str]) -> str:
    """The page with every one of these names replaced by “a walker”, in its title, words and attributes."""
    said = {name.strip() for name in names if name.strip()}
    known = sorted(said | {escape(name) for name in said} | {escape(name, quote=False) for name in said}, key=len,
                   reverse=True)
    if not known:
        return page
    one = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")
    head, body, rest = page.partition("<body")
    between, main, told = rest.partition("<main")  # the note that a demo world is one stays as it is
    return one.sub(ANYBODY, head) + body + between + main + one.sub(ANYBODY, told)


def title_of(page: str) -> str:
    """The words of <title>, without the name of the house."""
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    return unescape(found[1]).removesuffix("Shoeleather").strip().rstrip("·").strip() if found else ""
