"""Doors: sign in, sign out, the first admin, and a token for this phone."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select

from app.accounts import audit, commands, easy, known, organisation, passkeys, passwords, tries
from app.accounts.access import Visitor, Walker
from app.accounts.languages import ENGLISH, LANGUAGES
from app.accounts.models import Role, User
from app.accounts.signing import signed
from app.kit.cookies import cookie_name, cookie_of, is_https
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, safe_next, see_other

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]
UNTYPED = {"email": "", "name": "", "house": "", "time_zone": "", "languages": ENGLISH}


class DeviceIn(BaseModel):
    """The phone's own id, made by the phone."""

    model_config = ConfigDict(extra="forbid")
    dev: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")


@router.get("/login")
def login_page(request: Request, visitor: Visitor, session: Db, next: str = "/"):
    """The sign-in page; a server without users sends to the first admin's page."""
    if visitor:
        return see_other(safe_next(next))
    if not commands.has_users(session):
        return see_other("/welcome")
    return login_again(request, "", next)


@router.post("/login")
async def login(request: Request, email: Text, password: Text, next: Text = "/"):
    """Sign in with e-mail and password; wrong, unknown and disabled look the same.

    The password is weighed between two short transactions, so that nobody's entries wait for a hash.
    """
    database, name = request.app.state.database, email.strip().lower()
    allowed, user = await database.keep(_asked, request, name)
    if not allowed:
        return login_again(request, email, next, 429, commands.too_many_tries().sentence)
    if not await passwords.weighed(password, user.password_hash if user else None):
        await audit.note_apart(database, None, "session.refused", user.id if user else "")
        return login_again(request, email, next, 422, "That e-mail and password do not fit together.")
    return await database.keep(_let_in, request, user, safe_next(next), password)


def _asked(session: Session, request: Request, name: str) -> tuple[bool, User | None]:
    return (tries.take(session, request, name),
            session.exec(select(User).where(User.email == name, User.is_active)).first())


def _let_in(session: Session, request: Request, user: User, address: str, password: str):
    commands.keep_hash(session, user, password)
    tries.give_back(session, request, user.email)
    return signed(request, session, user, address)


def login_again(request: Request, email: str, next: str, status: int = 200, sentence: str | None = None):
    """The sign-in page, with why it did not go."""
    return answer(request, "accounts/login.html", status=status, email=email, next=safe_next(next),
                  refusal=sentence, no_passkeys=passkeys.why_not(request))


@router.post("/logout")
def logout(request: Request, session: Db):
    """Sign this browser out; entries waiting on the phone stay where they are."""
    gone = commands.close_session(session, cookie_of(request))
    if gone:
        audit.note(session, gone, "session.closed", gone)
    reply = see_other("/login")
    reply.delete_cookie(cookie_name(request), path="/", secure=is_https(request), httponly=True)
    reply.headers["Clear-Site-Data"] = '"cache"'
    return reply


@router.get("/welcome")
def welcome_page(request: Request, session: Db):
    """The first admin's page, open only while nobody has an account."""
    if commands.has_users(session):
        return see_other("/login")
    return _first_page(request, UNTYPED)


@router.post("/welcome")
def welcome(request: Request, session: Db, code: Text, name: Text, email: Text, password: Text,
            house: Text = "", time_zone: Text = "", languages: Annotated[list[str], Form(max_length=100)] = ()):
    """Make the first admin with the code from the server's console, and say whose house it is."""
    try:
        commands.demand_try(session, "first-admin", commands.FIRST_ADMIN)
        if commands.has_users(session):
            raise Refusal("already_begun", 409, "The first admin exists already. Sign in instead.")
        hashed = passwords.hashed(password, easy.words_of(session, email, f"{name} {house}"))
        now = organisation.house(session, request.app.state.settings)
        said = organisation.read(house or now.settings.organisation, time_zone or now.settings.time_zone, languages)
        commands.redeem_link(session, "first_admin", code.strip())
        user = commands.add_user(session, email, Role.admin, name)
    except Refusal as no:
        if no.code == "link_used":
            audit.note(session, None, "session.refused", way="link", why=no.code)
        return _first_page(request, {"email": email, "name": name, "house": house, "time_zone": time_zone,
                                     "languages": languages}, no)
    user.password_hash = hashed
    audit.note(session, user, "account.made", user.id, role=user.role)
    organisation.keep(session, user, now, said)
    return signed(request, session, user, "/")


def _first_page(request: Request, typed: dict, no: Refusal | None = None):
    return answer(request, "accounts/welcome.html", status=no.status if no else 200, refusal=no and no.sentence,
                  zones=organisation.ZONES, all_languages=LANGUAGES, typed=typed)


@router.post("/devices", status_code=201)
def enrol_device(asked: DeviceIn, actor: Walker, session: Db) -> JSONResponse:
    """A token for this phone, told once; entries need no cookie after this."""
    user = session.get(User, actor.user_id)
    token = commands.make_token(session, user, "device", asked.dev, actor.is_whole)
    audit.note(session, actor, "device.added", asked.dev)
    seal = known.sealed(session, user.id)  # opens what this person's phones hold for them, and nobody else's
    return JSONResponse({"shoeleather": 1, "token": token, "epoch": commands.epoch(session), "seal": seal, "user": {
        "id": user.id, "name": user.name, "initials": actor.initials}}, status_code=201)
