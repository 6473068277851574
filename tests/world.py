"""The cast, with stated rights. Ada walks; Vi views; Mo manages; Una is admin; Zoe walks elsewhere and sees nothing of
Ada's."""

from sqlmodel import Session

from app.accounts import commands
from app.accounts.models import User

CAST = {"ada": "walker", "zoe": "walker", "vi": "viewer", "mo": "manager", "una": "admin"}
PASSWORD = "a long walk home"


def add_cast(session: Session) -> dict[str, User]:
    """Everyone, by short name. No password is set: hashing five would cost every test 170 ms."""
    return {who: commands.add_user(session, f"{who}@shoe.test", role, who.title(), user_id=f"u-{who}")
            for who, role in CAST.items()}


def credentials(session: Session, user: User, scope: str | None) -> tuple[dict, dict]:
    """(headers, cookies) of a signed-in browser, or of a bearer token of this scope."""
    if scope:
        return {"authorization": f"Bearer {commands.make_token(session, user, scope)}"}, {}
    return {}, {"sl": commands.open_session(session, user)[0]}
