"""A second factor, where SECOND_FACTOR asks for one: until it was shown, a browser opens only the page that asks.

A password, a one-time link and a code are one factor each. A passkey is two, for its device asks for a finger, a face
or a code of its own; so is a company sign-on whose provider says that it asked for two (OIDC_TWO_FACTORS). Somebody
without a passkey makes the first one by what they came in with; from then on that opens nothing without the passkey.
Who lost theirs gets a link from an admin, or a new password on the console: both take the passkeys away.
"""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.kit.errors import Refusal
from app.kit.web import is_swapped, path_and_query, safe_next
from app.settings import Settings

ADDRESS = "/second-factor"


def is_owed(settings: Settings, role: str, is_whole: bool) -> bool:
    """Whether more must be shown than was. is_whole: two factors were."""
    return settings.asks_two_of(role) and not is_whole


def owed() -> Refusal:
    """The no to whoever showed one factor."""
    return Refusal("second_factor", 403, "What you came in with opens nothing by itself here: a passkey is asked of "
                   f"you too. Open {ADDRESS} in this browser.", address=ADDRESS)


def way_to(to: str) -> str:
    """The address of the page that asks, and goes on to another."""
    return f"{ADDRESS}?next={quote(safe_next(to), safe='/')}"


async def asked(request: Request) -> Response:
    """What a browser gets instead of a page: the one that asks. What a form held is kept by the browser, one step
    back."""
    if is_swapped(request):
        return Response(status_code=204, headers={"HX-Redirect": way_to("/")})
    return RedirectResponse(way_to(path_and_query(request.url) if request.method == "GET" else "/"), status_code=303)
