"""Links as they are handed out, and what a browser does with one: it asks for the address without what stands behind
the #, which goes out in the body of a form.
"""

import re

LINK = re.compile(r"/(?:sign-in|join|reset|w|s/[\w-]{36})#[\w-]{43}")
ACTS = {"/sign-in": "/sign-in/session", "/join": "/join/account", "/reset": "/reset/password", "/w": "/w/sheets"}


def link_in(page: str) -> str:
    """The first link of a page: its address, #, and its secret."""
    return LINK.search(page)[0]


def secret_of(link: str) -> str:
    """What stands behind the #."""
    return link.partition("#")[2]


def look(browser, link: str, **more):
    """What a link leads to. Of a shared page only the cookie, with `Prefer` in headers, else the way to it."""
    address, _, secret = link.partition("#")
    return browser.post(address, data={"secret": secret}, **more)


def act(browser, link: str, data: dict | None = None, **more):
    """Send the form a link leads to."""
    address, _, secret = link.partition("#")
    return browser.post(ACTS[address], data={**(data or {}), "secret": secret}, **more)
