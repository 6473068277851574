"""Doors of teams: an admin makes, names and closes them and says who is in; whose a thing is, and handing it over."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts import teams
from app.accounts.access import Actor, Admin, Manager
from app.accounts.people import active
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, see_other

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]


@router.get("/teams")
def list_teams(request: Request, actor: Admin, session: Db) -> HTMLResponse:
    """Every team, who is in it and what it owns."""
    return _teams(request, session)


@router.post("/teams")
def make_team(request: Request, actor: Admin, session: Db, name: Text = "") -> Response:
    """Make a team."""
    try:
        made = teams.make(session, actor, name)
    except Refusal as no:
        return _teams(request, session, no, name)
    return see_other(f"/teams/{made.id}?said=saved")


@router.get("/teams/{team_id}")
def show_team(request: Request, actor: Admin, session: Db, team_id: str) -> HTMLResponse:
    """One team: its people, its name, and closing it."""
    return _team(request, session, team_id)


@router.post("/teams/{team_id}/name")
def rename_team(request: Request, actor: Admin, session: Db, team_id: str, name: Text = "") -> Response:
    """Call it something else."""
    try:
        teams.rename(session, actor, teams.open_team(session, team_id), name)
    except Refusal as no:
        return _team(request, session, team_id, no)
    return see_other(f"/teams/{team_id}?said=saved")


@router.post("/teams/{team_id}/closing")
def close_team(request: Request, actor: Admin, session: Db, team_id: str, to: Text = "") -> Response:
    """Close it; what it owns goes to whom was named."""
    try:
        teams.close(session, actor, teams.open_team(session, team_id), to)
    except Refusal as no:
        return _team(request, session, team_id, no)
    return see_other("/teams?said=team_closed")


@router.post("/teams/{team_id}/members")
def add_member(request: Request, actor: Admin, session: Db, team_id: str, user_id: Text = "") -> Response:
    """Take somebody in."""
    try:
        teams.add(session, actor, teams.open_team(session, team_id), user_id)
    except Refusal as no:
        return _team(request, session, team_id, no)
    return see_other(f"/teams/{team_id}?said=saved")


@router.post("/teams/{team_id}/members/{user_id}/removal")
def remove_member(actor: Admin, session: Db, team_id: str, user_id: str) -> Response:
    """Let somebody go, from their next request on."""
    teams.remove(session, actor, teams.open_team(session, team_id), user_id)
    return see_other(f"/teams/{team_id}?said=saved")


@router.get("/belongs/{noun}/{key}")
def whose(request: Request, actor: Manager, session: Db, noun: str, key: str) -> HTMLResponse:
    """Whose a thing is, what would move with it, and for an admin who manages it."""
    return _whose(request, session, actor, teams.found(session, actor, noun, key))


@router.post("/belongs/{noun}/{key}")
def move(request: Request, actor: Manager, session: Db, noun: str, key: str, team: Text) -> Response:
    """Give it to a team, or to everyone."""
    thing = teams.found(session, actor, noun, key)
    try:
        teams.move(session, actor, thing, team)
    except Refusal as no:
        return _whose(request, session, actor, thing, no)
    return see_other(f"{thing.href}?said=saved")


@router.post("/belongs/{noun}/{key}/people")
def keep_to(request: Request, actor: Admin, session: Db, noun: str, key: str, name: Text = "",
            user_id: Annotated[list[str], Form(max_length=64)] = []) -> Response:  # noqa: B006 — FastAPI copies it
    """Let these people in on it, and with the first of them nobody else."""
    thing = teams.found(session, actor, noun, key)
    try:
        teams.keep_to(session, actor, thing, user_id, name)
    except Refusal as no:
        return _whose(request, session, actor, thing, no, name, user_id)
    return see_other(f"/belongs/{noun}/{key}?said=saved")


def _whose(request: Request, session: Db, actor: Actor, thing: teams.Belonging, refusal: Refusal | None = None,
           name: str = "", chosen: Sequence[str] = ()) -> HTMLResponse:
    return answer(request, "accounts/belongs.html", status=refusal.status if refusal else 200, thing=thing,
                  refusal=refusal, along=teams.goes_along(session, thing), name=name or thing.name, chosen=chosen,
                  keepers=teams.keepers(session, thing) if actor.may.admit else None)


def _teams(request: Request, session: Db, refusal: Refusal | None = None, name: str = "") -> HTMLResponse:
    return answer(request, "accounts/teams.html", status=refusal.status if refusal else 200, refusal=refusal,
                  teams=teams.listed(session), name=name)


def _team(request: Request, session: Db, team_id: str, refusal: Refusal | None = None) -> HTMLResponse:
    team, every = teams.open_team(session, team_id), teams.listed(session)
    one = next(each for each in every if each.team.id == team.id)
    inside = {user_id for user_id, _ in one.people}
    others = [(user_id, name) for user_id, name in active(session) if user_id not in inside]
    return answer(request, "accounts/team.html", status=refusal.status if refusal else 200, refusal=refusal, one=one,
                  others=others, rest=[each.team for each in every if each.team.id != team.id])
