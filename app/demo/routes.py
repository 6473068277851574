"""The demo world's own page: what is in it, and the way to be rid of it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session, func, select

from app.accounts import audit
from app.accounts import commands as accounts
from app.accounts.access import Admin
from app.accounts.models import Role, User
from app.demo import seed
from app.demo.people import COMPANY
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, see_other
from app.walks.models import Walk

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]


@router.get("/demo")
def demo_page(request: Request, actor: Admin, session: Db):
    """What the demo world is, and how to clear it."""
    return answer(request, "demo/page.html", **_view(session))


@router.post("/demo/clearance")
def clear_demo(request: Request, actor: Admin, session: Db, name: Text = "", email: Text = "",
               password: Text = ""):
    """Make an admin of one's own where there is none, and take the demo world out."""
    try:
        if not _has_own_admin(session):
            own = accounts.add_user(session, email, Role.admin, name, password)
            audit.note(session, actor, "account.made", own.id, role=own.role)
        seed.clear(session, request.app.state.blobs)
        audit.note(session, actor, "demo.cleared")
    except Refusal as no:
        session.rollback()
        return answer(request, "demo/page.html", status=no.status, **{
            **_view(session), "refusal": no.sentence, "name": name, "email": email})
    return see_other("/login" if _is_gone(session, actor.user_id) else "/?said=cleared")


def _view(session: Session) -> dict:
    demo_walks = session.exec(select(func.count()).select_from(Walk).where(Walk.is_demo)).one()
    own_walks = session.exec(select(func.count()).select_from(Walk).where(~Walk.is_demo)).one()
    return {"company": COMPANY, "demo_walks": demo_walks, "own_walks": own_walks, "refusal": None, "name": "",
            "email": "", "own_admin": _has_own_admin(session), "present": seed.is_present(session)}


def _has_own_admin(session: Session) -> bool:
    return session.exec(select(User.id).where(User.role == Role.admin, ~User.is_demo, User.is_active)).first() \
        is not None


def _is_gone(session: Session, user_id: str) -> bool:
    return session.exec(select(User.id).where(User.id == user_id, User.is_active)).first() is None
