"""Reports on paper: a walk, a journey or a workshop as it stands on the desk, as a page to print and as PDF.

The PDF is that page with everything inside it. Not here: how it looks (office/print.css), who prints (kit/pdf.py).
"""

import base64
import re
from collections.abc import Callable

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session, select

from app.accounts.access import Actor
from app.exports.files import PRIVATE, headers_of
from app.insights.axis import PLOT_PX
from app.insights.chart import Chart, chart_of
from app.insights.journey_page import journey_page
from app.insights.lens import Lens
from app.insights.queries import WalkPage, walk_page
from app.insights.rows import groups_of, shots_of
from app.insights.words import LEGEND
from app.kit import clock
from app.kit.assets import FILES
from app.kit.errors import Refusal, forbidden
from app.kit.filters import clock_time, day
from app.kit.headers import origin_of
from app.kit.pdf import printed
from app.kit.web import render, settings_of
from app.walks.models import Photo
from app.walks.photo_files import rendition_key
from app.workshops import pages as workshops
from app.workshops.queries import mine

PAPER = (264, 127)  # mm a drawing may take on a sheet: as print.css has it
CLOSED = ("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
          "img-src data:; font-src data:\">")
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>", re.DOTALL)
_SHEET = re.compile(r'<link rel="stylesheet" href="/static/[0-9a-f]+/([^"]+)">')
_LINK = re.compile(r'<link rel="(?:icon|manifest)"[^>]*>')
_ART = re.compile(r'href="/static/[0-9a-f]+/icons/art\.svg#')
_FONT = re.compile(r"""url\(["']?[^)"']*?([\w-]+\.woff2)["']?\)""")
_PHOTO = re.compile(r'"/photos/([\w-]+)/(display|thumb)\.jpg"')
_AWAY = re.compile(r'(<a\b[^>]*?\bhref=")/(?!/)')


def page(request: Request, session: Session, actor: Actor, report: str, lens: Lens, of: str) -> HTMLResponse:
    """The page to print. Refuses: no_such_report, not_found, forbidden."""
    return HTMLResponse(render(request, *_report(report)(session, actor, lens, of)), headers=PRIVATE)


def pdf(request: Request, session: Session, actor: Actor, report: str, lens: Lens, of: str) -> Response:
    """The same as PDF, A4 across. Refuses as `page` does, and: no_printer, not_printed."""
    settings = settings_of(request)
    template, view = _report(report)(session, actor, lens, of)
    now = clock.now()
    foot = (view["paper_foot"], f"Printed {day(now, settings.time_zone)}, {clock_time(now, settings.time_zone)}")
    html = self_contained(render(request, template, view), _photos(session, request.app.state.blobs),
                          origin_of(request.scope, settings), foot)
    return Response(printed(html), media_type="application/pdf", headers=headers_of(report, "pdf"))


def _walk(session: Session, actor: Actor, lens: Lens, of: str) -> tuple[str, dict]:
    walk = walk_page(session, actor, of)
    story, groups = walk.story, groups_of(walk.story)
    foot = [story.plan.get("name") or "Journey unknown", story.heading, story.walker, walk.days]
    return "exports/walk.html", {
        "walk": walk, "story": story, "photos": walk.photos, "here": walk.here, "clock": walk.clock, "groups": groups,
        "chart": _as_wide_as_paper(walk), "legend": LEGEND, "what_if": None,
        "shots": shots_of([row for group in groups for row in group.rows]),
        "paper_foot": " · ".join(filter(None, foot))}


def _as_wide_as_paper(walk: WalkPage) -> Chart:
    """The drawing, stretched in time until it is as wide for its height as the room it has on a sheet."""
    chart = chart_of(walk.story, walk.zones, None)
    plot = chart.height * PAPER[0] / PAPER[1] - chart.label_width
    if plot <= PLOT_PX:
        return chart
    return chart_of(walk.story, walk.zones, max(walk.story.spent_ms / 60_000 * PLOT_PX / plot, 0.5))


def _journey(session: Session, actor: Actor, lens: Lens, of: str) -> tuple[str, dict]:
    if not actor.may.read:
        raise forbidden()
    view = journey_page(session, actor, of, lens, None, "")
    foot = [view.journey["name"], view.figure.who, *view.choices.words]
    return "exports/journey.html", {"view": view, "paper_foot": " · ".join(foot)}


def _workshop(session: Session, actor: Actor, lens: Lens, of: str) -> tuple[str, dict]:
    view = workshops.one(session, mine(session, actor, of))
    foot = (view["workshop"].name, view["n"])
    return "exports/workshop.html", {**view, "paper_foot": " · ".join(foot)}


REPORTS: dict[str, Callable[[Session, Actor, Lens, str], tuple[str, dict]]] = {
    "walk": _walk, "journey": _journey, "workshop": _workshop}


def _report(name: str):
    if name not in REPORTS:
        raise Refusal("no_such_report", 404, "On paper there are: walk, journey, workshop.")
    return REPORTS[name]


def self_contained(html: str, photo: Callable[[str, str], bytes | None], origin: str, foot: tuple[str, str]) -> str:
    """The page with its styles, letters, marks and photos inside, no scripts, links that lead back to the server, and
    a foot on every sheet of paper."""
    art = FILES["icons/art.svg"].content.decode()
    art = art[art.index("<svg"):].replace("<svg", '<svg width="0" height="0" aria-hidden="true"', 1)
    html = _LINK.sub("", _SCRIPT.sub("", html))
    html = _SHEET.sub(lambda found: f"<style>{_sheet(found[1])}</style>", html)
    html = _PHOTO.sub(lambda found: f'"{_inside("image/jpeg", photo(found[1], found[2]))}"', html)
    html = _AWAY.sub(rf"\1{origin}/", _ART.sub('href="#', html))
    html = html.replace("</head>", f"<style>{_foot(*foot)}</style></head>", 1).replace("<head>", f"<head>{CLOSED}", 1)
    return html.replace("<body>", f"<body>{art}", 1)


def _sheet(path: str) -> str:
    return _FONT.sub(lambda found: f"url({_inside('font/woff2', FILES['fonts/' + found[1]].content)})",
                     FILES[path].content.decode())


def _inside(kind: str, content: bytes | None) -> str:
    return f"data:{kind};base64,{base64.b64encode(content or b'').decode()}"


def _foot(left: str, right: str) -> str:
    font = "font: 8pt system-ui, sans-serif; color: #544B42;"
    return (f"@page {{ margin: 12mm 12mm 16mm; @bottom-left {{ content: {_css(left)}; {font} width: 70%; }} "
            f"@bottom-right {{ content: {_css(right + ', page ')} counter(page) ' of ' counter(pages); {font} }} }}")


def _css(words: str) -> str:
    """Words as a CSS string: nothing in them can end it or the style."""
    return '"' + "".join(letter if letter.isalnum() or letter in " ,.:·–" else f"\\{ord(letter):x} "
                         for letter in words) + '"'


def _photos(session: Session, blobs) -> Callable[[str, str], bytes | None]:
    """Bytes of a photo the page shows; that it may be shown was decided when the page was made."""
    def found(photo_id: str, rendition: str) -> bytes | None:
        sha256 = session.scalar(select(Photo.sha256).where(Photo.id == photo_id))
        return blobs.get(rendition_key(rendition, sha256)) if sha256 else None
    return found
