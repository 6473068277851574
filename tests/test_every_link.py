"""Each role follows every link it is shown: none leads to a refusal, and no form is offered that may not be sent.

A viewer's own pages are looked at more closely in tests/test_viewer.py.
"""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.attacks import crawl
from tests.demo_world import demo_app
from tests.test_access import TABLE
from tests.test_viewer import UNREAD, Seen, local, route_of

MOST = 1  # pages looked at of one address
COLUMN = {"walker": "zoe", "manager": "mo manages"}


@pytest.mark.parametrize("role", COLUMN)
def test_nothing_a_role_is_shown_leads_to_a_refusal(role, demo_folder, tmp_path):
    with demo_app(demo_folder, tmp_path, role) as (_, client):
        todo, seen, kinds, wrong = [("/", ""), ("/account", ""), ("/walks", "")], set(), Counter(), []
        while todo:
            address, came = todo.pop(0)
            route = route_of(urlsplit(address).path)
            if TABLE[route][COLUMN[role]] == "no":
                wrong.append((address, "is not theirs", came))
            if address in seen or kinds[route] >= MOST or route in UNREAD:
                continue
            seen.add(address)
            kinds[route] += 1
            reply = client.get(address)
            if reply.status_code == 303:
                todo.append((local(address, reply.headers["location"]), address))
            elif reply.status_code != 200:
                wrong.append((address, reply.status_code, came))
            elif reply.headers["content-type"].startswith("text/html"):
                page = Seen(reply.text)
                todo += [(to, address) for each in page.hrefs + page.parts if (to := local(address, each))]
                wrong += [(one, "may not be sent", address) for one in page.sends if not _may_send(one, COLUMN[role])]
    assert wrong == []
    assert len(kinds) > (4 if role == "walker" else 40)


def _may_send(said: str, column: str) -> bool:
    """said: as Seen tells it, 'form /address' or 'hx-post /address'."""
    address = said.partition(" ")[2]
    route = crawl.route_of("POST", urlsplit(address).path) if address.startswith("/") else None
    return route is None or TABLE[route][column] != "no"
