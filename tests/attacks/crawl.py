"""Every page there is a way to, and every form on it, as somebody signed in sees them: what attacks start from."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from starlette.routing import compile_path

from tests.test_access import declared

ROUTES = [(route, route.split(" ")[0], compile_path(route.split(" ")[1])[0]) for route in declared()]
# Not read as a page: a file that takes its time, and what ends a session.
LEAVE = ("/static/", "/logout", ".pdf", ".zip", ".xlsx", "/capture", "/sw.js", "/manifest")
# What somebody would type where a page shows an empty field, so that one odd field is all that is wrong.
TYPED = {"number": "1", "date": "2026-01-01", "email": "ann@shoe.test", "time": "10:00", "url": "https://shoe.test/",
         "password": "", "hidden": "", "file": ""}
UNSAFE = ("hx-post", "hx-put", "hx-patch", "hx-delete")


def route_of(method: str, address: str) -> str | None:
    """The route that answers there, as tests/test_access.py writes it; None where there is none."""
    path = urlsplit(address).path
    return next((route for route, verb, shape in ROUTES if verb == method and shape.match(path)), None)


@dataclass
class Form:
    """A form as a page shows it. fields: (name, value) as a browser would send them; files: names of file fields;
    choices: names of fields that offer so many answers and no others; longest: letters a field takes, by its name."""

    method: str
    address: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    choices: set[str] = field(default_factory=set)
    longest: dict[str, int] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.forms, self.open, self.select = [], [], None, None

    def handle_starttag(self, tag, attrs):
        it = dict(attrs)
        self.links += [it[name] for name in ("href", "hx-get", "src") if it.get(name)]
        for name in UNSAFE:
            if name in it and tag != "form":
                self.forms.append(Form(name[3:].upper(), it[name]))
        if tag == "form":
            verb = next((name for name in UNSAFE if name in it), None)
            self.open = Form(verb[3:].upper() if verb else it.get("method", "get").upper(),
                             it.get(verb or "action") or "")
            self.forms.append(self.open)
        elif "formaction" in it and self.open:
            self.forms.append(Form("POST", it["formaction"], self.open.fields, self.open.files, self.open.texts,
                                   self.open.choices, self.open.longest))
        if self.open is not None:
            self._field(tag, it)

    def _field(self, tag, it):
        name, kind = it.get("name"), it.get("type", "text")
        if name and (tag == "select" or kind == "radio"):
            self.open.choices.add(name)
        if name and (it.get("maxlength") or "").isdigit():
            self.open.longest[name] = int(it["maxlength"])
        if tag == "input" and name and kind == "file":
            self.open.files.append(name)
        elif tag == "input" and name:
            if kind not in ("checkbox", "radio") or "checked" in it:
                said = "1" if it.get("inputmode") in ("numeric", "decimal") else TYPED.get(kind, "Some words")
                self.open.fields.append((name, it.get("value") or said))
            if kind in ("text", "search", "email", "url", "tel", "hidden"):
                self.open.texts.append(name)
        elif tag == "button" and name:
            self.open.fields.append((name, it.get("value") or ""))
        elif tag == "textarea" and name:
            self.open.fields.append((name, "Some words"))
            self.open.texts.append(name)
        elif tag == "select" and name:
            self.select = name
        elif tag == "option" and self.select:
            held = dict(self.open.fields).get(self.select)
            if not held or "selected" in it:
                self.open.fields = [one for one in self.open.fields if one[0] != self.select]
                self.open.fields.append((self.select, it.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None


@dataclass
class Found:
    """pages: addresses by route; forms: by the route they are sent to, one for each set of field names."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    forms: dict[str, list[Form]] = field(default_factory=dict)


def crawl(client, begin=("/",), each: int = 2, most: int = 400) -> Found:
    """Follow every link from `begin`, `each` addresses a route at most, and read the forms met on the way."""
    found, waiting, seen = Found(), list(begin), set()
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        route = route_of("GET", address)
        held = found.pages.setdefault(route, [])
        if route is None or address in seen or len(held) >= each or any(word in address for word in LEAVE):
            continue
        seen.add(address)
        held.append(address)
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.headers.get("location"):
            waiting.append(_here(address, answer.headers["location"]))
        if answer.headers.get("content-type", "").startswith("text/html"):
            _read(answer.text, address, waiting, found)
    found.pages.pop(None, None)
    return found


def _read(text: str, address: str, waiting: list, found: Found) -> None:
    reader = _Reader()
    reader.feed(text)
    waiting += [there for there in (_here(address, link) for link in reader.links) if there]
    for form in reader.forms:
        form.address = _here(address, form.address or address)
        route = route_of(form.method, form.address) if form.address else None
        if route is None:
            continue
        if form.method == "GET":
            continue
        held = found.forms.setdefault(route, [])
        names = {name for name, _ in form.fields} | set(form.files)
        if len(held) < 3 and not any(names <= {name for name, _ in one.fields} | set(one.files) for one in held):
            held.append(form)


def _here(page: str, link: str) -> str | None:
    whole = urlsplit(urljoin(f"http://here{page}", link))
    if whole.netloc != "here" or re.search(r"[{}]", whole.path):
        return None
    return f"{whole.path}?{whole.query}" if whole.query else whole.path


def queries(address: str) -> list[tuple[str, str]]:
    """The words of an address beside its path."""
    return parse_qsl(urlsplit(address).query, keep_blank_values=True)
