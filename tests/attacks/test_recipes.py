"""The proxies of docs/host.md and compose.yaml: people are led on to https, a program is refused instead."""

import http.client
import re
from pathlib import Path

import pytest

from app.care import authority, trust_page
from app.main import _doors

ROOT = Path(__file__).resolve().parents[2]
HOST = (ROOT / "docs/host.md").read_text()
# What stands at the front of a line, of both languages: how an address is answered.
REFUSED = {"caddy": r'@programs path /api/\* /exports/\* /photos/\* handle @programs \{ respond "[^"]+" 403 \}',
           "nginx": r'location ~ \^/\(api\|exports\|photos\)/ \{ default_type text/plain; return 403 "[^"]+"; \}'}
LED_ON = {"caddy": r"handle \{ redir https://\{host\}\{uri\} 308 \}",
          "nginx": r"location / \{ return 308 https://walks\.example\.org\$request_uri; \}"}


def fenced(name: str) -> str:
    """The recipe of docs/host.md below that name, in one line."""
    return " ".join(re.search(rf"^{name}:\n\n```\n(.*?)^```", HOST, re.M | re.S)[1].split())


def composed() -> str:
    return " ".join((ROOT / "compose.yaml").read_text().split("caddyfile:\n    content: |\n")[1].split())


@pytest.mark.parametrize(("kind", "recipe", "begins"), [
    ("caddy", fenced("Caddy"), "http://walks.example.org {"), ("caddy", composed(), "http://${SITE} {"),
    ("nginx", fenced("nginx"), "server { listen 80; server_name walks.example.org;")],
    ids=["caddy", "compose", "nginx"])
def test_a_recipe_leads_people_on_to_https_and_refuses_programs(kind, recipe, begins):
    """Caddy redirects everything of a site by itself, unless its plain door is written out."""
    assert recipe.count(begins) == 1
    door = recipe.split(begins)[1].strip()
    assert re.match(rf"{REFUSED[kind]} {LED_ON[kind]} \}}", door), door
    assert len(re.findall(r"\bredir\b|\breturn 30\d\b", recipe)) == 1


def dependencies(of):
    for each in of.dependencies:
        yield each.call
        yield from dependencies(each)


def test_every_address_for_programs_is_one_that_the_recipes_refuse():
    """Where a token is believed. Tables, reports and photos are for both: a page's link to them is on https already."""
    routes = [route for module in _doors() if hasattr(module, "router") for route in module.router.routes]
    takes = {route.path for route in routes
             if any(getattr(each, "required", "").startswith("token:") for each in dependencies(route.dependant))}
    assert len(takes) >= 7
    assert [path for path in takes if not path.startswith(("/api/", "/exports/", "/photos/"))] == []


def test_the_plain_door_that_hands_out_the_authority_leads_nobody_anywhere(tmp_path):
    """`make run HTTPS=1`: a page of its own, and nothing for programs."""
    _, _, trusted = authority.certificate_for(tmp_path / "tls", ["localhost"])
    door = trust_page.open_door("127.0.0.1", 0, trust_page.pages(trusted, "https://localhost:8000"))
    asked = http.client.HTTPConnection("127.0.0.1", door.server_address[1], timeout=10)
    try:
        for path, status in (("/", 200), ("/login", 404), ("/api/v1/catalogue", 404)):
            asked.request("GET", path)
            reply = asked.getresponse()
            assert (reply.status, reply.getheader("location")) == (status, None), path
            reply.read()
        asked.request("POST", "/api/v1/sync", b"{}")
        assert asked.getresponse().status == 501
    finally:
        asked.close()
        door.shutdown()
        door.server_close()
