"""Doors of an admin: who is here, inviting, roles, closing an account, a way back in for whoever lost the password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts import audit, invites, keys, people, posting, step_up, teams
from app.accounts.access import Admin
from app.accounts.models import Role
from app.accounts.step_up import FreshAdmin
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.headers import origin_of
from app.kit.mail import address_of
from app.kit.qr import qr
from app.kit.web import answer, see_other

router = APIRouter(prefix="/people")
Text = Annotated[str, Form(max_length=300)]


@router.get("")
def list_people(request: Request, actor: Admin, session: Db) -> HTMLResponse:
    """Everybody with an account, and the invites nobody has used yet."""
    return _list(request, session)


@router.post("/invites")
def invite(request: Request, actor: Admin, session: Db, role: Text, note: Text = "", to: Text = "",
           team: Annotated[list[str], Form(max_length=60)] = []) -> HTMLResponse:  # noqa: B006 — FastAPI copies it
    """Make an invite; its link and QR are shown once."""
    if role == Role.admin:
        step_up.demand(actor)
    try:
        to = address_of(to) if to.strip() else ""
        secret = invites.invite(session, actor, role, note, team)
    except Refusal as no:
        return _list(request, session, no, note)
    letter = posting.mail_invite(session, secret, to) if to and request.app.state.settings.sends_mail else ""
    return _told(request, "join", secret, role=role, note=note.strip(), letter=posting.became(session, letter))


@router.post("/invites/{invite_id}/removal")
def take_back_invite(actor: Admin, session: Db, invite_id: str) -> Response:
    """End an invite before somebody uses it."""
    invites.take_back(session, actor, invite_id)
    return see_other("/people?said=invite_taken_back")


@router.get("/{user_id}")
def show_person(request: Request, actor: Admin, session: Db, user_id: str) -> HTMLResponse:
    """One person: role, what they hold, and the ways in and out."""
    return _person(request, session, user_id)


@router.post("/{user_id}/role")
def change_role(request: Request, actor: FreshAdmin, session: Db, user_id: str, role: Text) -> Response:
    """Say what somebody may do, from now on."""
    try:
        people.change_role(session, actor, people.person(session, user_id), role)
    except Refusal as no:
        return _person(request, session, user_id, no)
    return see_other(f"/people/{user_id}?said=saved")


@router.post("/{user_id}/closing")
def close_account(request: Request, actor: FreshAdmin, session: Db, user_id: str) -> Response:
    """Close an account; everything it holds ends with its next request."""
    try:
        people.close(session, actor, people.person(session, user_id))
    except Refusal as no:
        return _person(request, session, user_id, no)
    return see_other(f"/people/{user_id}?said=account_closed")


@router.post("/{user_id}/opening")
def open_account(actor: FreshAdmin, session: Db, user_id: str) -> Response:
    """Let somebody in again."""
    people.reopen(session, actor, people.person(session, user_id))
    return see_other(f"/people/{user_id}?said=account_open")


@router.post("/{user_id}/reset")
def reset_password(request: Request, actor: FreshAdmin, session: Db, user_id: str) -> HTMLResponse:
    """A link to a new password; it and its QR are shown once."""
    user = people.person(session, user_id)
    try:
        secret = invites.reset(session, actor, user)
    except Refusal as no:
        return _person(request, session, user_id, no)
    return _told(request, "reset", secret, user=user)


@router.post("/{user_id}/keys/removal")
def cut_off(actor: Admin, session: Db, user_id: str) -> Response:
    """Sign somebody out everywhere: a lost phone, a shared computer."""
    keys.cut_off(session, people.person(session, user_id))
    audit.note(session, actor, "keys.cut_off", user_id)
    return see_other(f"/people/{user_id}?said=cut_off")


def _list(request: Request, session: Db, refusal: Refusal | None = None, note: str = "") -> HTMLResponse:
    return answer(request, "accounts/people.html", status=refusal.status if refusal else 200, refusal=refusal,
                  people=people.everybody(session, request.app.state.heard(session)), roles=people.ROLES, note=note,
                  teams=teams.teams_of(session),
                  invites=invites.open_invites(session))


def _person(request: Request, session: Db, user_id: str, refusal: Refusal | None = None) -> HTMLResponse:
    user = people.person(session, user_id)
    return answer(request, "accounts/person.html", status=refusal.status if refusal else 200, refusal=refusal,
                  person=user, teams=teams.teams_of(session).get(user_id, []),
                  held=keys.held_by(session, user_id, request.app.state.heard(session)),
                  roles=people.ROLES)


def _told(request: Request, door: str, secret: str, **view) -> HTMLResponse:
    link = f"{origin_of(request.scope, request.app.state.settings)}/{door}#{secret}"
    return answer(request, "accounts/link_made.html", status=201, link=link, door=door, squares=qr(link),
                  **{"role": "", "note": "", "user": None, "letter": None, **view})
