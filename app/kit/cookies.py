"""The cookies we give a browser: what each is called, what is in it, and that no script reads it."""

from fastapi import Request
from fastapi.responses import Response


def cookie_name(request: Request, of: str = "") -> str:
    """`__Host-sl` on https; browsers refuse that prefix on plain http. of: ask | invite | known | share-<id> | sso |
    theme, '' the session's own."""
    name = f"sl-{of}" if of else "sl"
    return f"__Host-{name}" if is_https(request) else name


def cookie_of(request: Request, of: str = "") -> str:
    """What this browser holds under that name, ''."""
    return request.cookies.get(cookie_name(request, of), "")


def hand_cookie(request: Request, reply: Response, name: str, worth: str, *, samesite: str = "lax", **until) -> None:
    """Give the browser a cookie that no script reads and that goes nowhere but here. until: max_age or expires."""
    reply.set_cookie(name, worth, path="/", httponly=True, samesite=samesite, secure=is_https(request), **until)


def is_https(request: Request) -> bool:
    """Whether people reach us by https, as PUBLIC_URL or the request says."""
    public = request.app.state.settings.public_url
    return public.startswith("https://") if public else request.url.scheme == "https"
