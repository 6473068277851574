"""The addresses of themes: by volume, one, what words would find, and a comment's own."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.access import Manager, Viewer
from app.accounts.teams import chosen
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, see_other, wants_part
from app.voice import pages, theme_pages, themes
from app.voice.queries import mine
from app.voice.rules import rule_of
from app.voice.theme_queries import my_theme

router = APIRouter(prefix="/voice")
Text = Annotated[str, Form(max_length=4_000)]


@router.get("/themes")
def by_volume(request: Request, actor: Viewer, session: Db) -> HTMLResponse:
    """Themes, the most spoken of first."""
    return answer(request, "voice/themes.html", **theme_pages.listed(session, actor))


@router.get("/themes/preview")
def preview(request: Request, actor: Manager, session: Db,
            words: Annotated[str, Query(max_length=4_000)] = "") -> HTMLResponse:
    """How many comments these words would find."""
    return answer(request, "voice/preview.html", "voice/_preview.html", **theme_pages.preview(session, actor, words))


@router.get("/themes/suggested")
def suggested(request: Request, actor: Manager, session: Db) -> HTMLResponse:
    """Comments alike that no theme holds yet."""
    return answer(request, "voice/suggested.html", "voice/_suggested.html", **theme_pages.suggested(session, actor))


@router.post("/themes")
def make(request: Request, actor: Manager, session: Db, name: Text = "", about: Text = "", words: Text = "",
         alike: Text = "", team: Annotated[str | None, Form(max_length=64)] = None) -> Response:
    """Make a theme. words: its rule; alike: words of a suggestion, whose comments wait to be accepted."""
    try:
        theme = themes.make_theme(session, name, actor.user_id, place=theme_pages.place_of(session, about),
                                  rule=rule_of(words), team=chosen(actor, team))
    except Refusal as no:
        typed = {"name": name, "about": about, "words": words or alike}
        return answer(request, "voice/themes.html", status=no.status,
                      **theme_pages.listed(session, actor, typed, no.sentence))
    if alike and not words:
        themes.suggest(session, theme.id, theme_pages.members_of(session, actor, alike))
    return see_other(f"/voice/themes/{theme.id}")


@router.get("/themes/{theme_id}")
def one(request: Request, actor: Viewer, session: Db, theme_id: str) -> HTMLResponse:
    """One theme: its name, touchpoint and rule, and what waits to be accepted."""
    theme = my_theme(session, actor, theme_id)
    return answer(request, "voice/theme.html", **theme_pages.one(session, actor, theme))


@router.post("/themes/{theme_id}")
def change(request: Request, actor: Manager, session: Db, theme_id: str, name: Text = "", about: Text = "",
           words: Text = "") -> Response:
    """Name, bind and rule it anew."""
    theme = my_theme(session, actor, theme_id)
    try:
        themes.change_theme(session, theme, name, theme_pages.place_of(session, about, theme), rule_of(words))
    except Refusal as no:
        typed = {"name": name, "about": about, "words": words}
        return answer(request, "voice/theme.html", status=no.status,
                      **theme_pages.one(session, actor, theme, typed, no.sentence))
    return see_other(f"/voice/themes/{theme_id}?said=saved")


@router.post("/themes/{theme_id}/acceptance")
def accept(actor: Manager, session: Db, theme_id: str) -> Response:
    """Let every suggested comment of it count."""
    themes.accept_suggested(session, my_theme(session, actor, theme_id).id, actor.user_id)
    return see_other(f"/voice/themes/{theme_id}?said=saved")


@router.post("/themes/{theme_id}/removal")
def drop(actor: Manager, session: Db, theme_id: str) -> Response:
    """Let a theme go; its comments stay."""
    themes.drop_theme(session, my_theme(session, actor, theme_id))
    return see_other("/voice/themes?said=saved")


@router.post("/comments/{comment_id}/themes")
def tag(request: Request, actor: Manager, session: Db, comment_id: str, on: Text = "", yes: Text = "",
        off: Text = "") -> Response:
    """Say that a comment speaks of a theme (on, chosen; yes, of a suggestion), or that it does not (off)."""
    comment = mine(session, actor, comment_id)
    if said := off or yes or on:
        themes.tag(session, comment.id, my_theme(session, actor, said).id, not off, actor.user_id)
    if not wants_part(request):
        return see_other("/voice?said=saved")
    return answer(request, "voice/_comment.html", **pages.one(session, actor, comment, ""))
