"""What CSP Evaluator 1.1.8 finds fault with, held against every policy we send. It is a program for Node; of policies
like ours it checks this much.
"""

import re

import pytest

from app.care.trust_page import POLICY
from app.exports.prints import CLOSED
from app.kit.headers import _NOTHING, _WORKER, office_policy, shell_policy

ORIGIN = "https://shoe.test"
NONCE = "dGhpcyBpcyBhIG5vbmNl"
FETCH = {"default-src", "script-src", "style-src", "font-src", "img-src", "connect-src", "manifest-src", "worker-src",
         "object-src", "frame-src", "media-src", "child-src"}
KNOWN = FETCH | {"form-action", "frame-ancestors", "base-uri", "require-trusted-types-for", "trusted-types", "sandbox",
                 "upgrade-insecure-requests"}
WORDS = {"'self'", "'none'", "'strict-dynamic'"}
PAGES = {"shell": shell_policy(ORIGIN), "office": office_policy(ORIGIN, NONCE)}
OTHERS = {"worker": _WORKER, "no page": _NOTHING, "the authority's page": POLICY,
          "what is printed": re.search(r'content="([^"]+)"', CLOSED)[1]}


def faults(policy: str) -> set[str]:
    """What is wrong with a policy, in words."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    said = {part[0]: part[1:] for part in parts}
    found = set()
    if len(said) < len(parts):
        found.add("a directive twice")
    found |= {f"unknown directive {name}" for name in said.keys() - KNOWN}
    scripts = said.get("script-src", said.get("default-src"))
    if scripts is None:
        return found | {"scripts from anywhere"}
    if said.get("object-src", said.get("default-src")) != ["'none'"]:
        found.add("objects")
    if said.get("base-uri") != ["'none'"] and scripts != ["'none'"]:
        found.add("base-uri")
    for name in said.keys() & FETCH:
        found |= {f"{name}: {fault}" for each in said[name] for fault in _source(name, each)}
    return found


def _source(name: str, each: str):
    runs = name in ("script-src", "default-src", "object-src", "worker-src")
    if each.startswith("'nonce-"):
        if not re.fullmatch(r"'nonce-[\w+/=-]{16,}'", each):
            yield "a short or odd nonce"
    elif each.startswith("'"):
        if each not in WORDS and not (each == "'unsafe-inline'" and name == "style-src"):
            yield each
    elif each in ("self", "none", "unsafe-inline", "unsafe-eval", "nonce"):
        yield "a word without its quotes"
    elif each.endswith("-src") or each in KNOWN:
        yield "a semicolon is missing"
    elif re.fullmatch(r"[a-z]+:", each):
        if runs or each not in ("blob:", "data:"):
            yield f"all of {each}"
    elif "*" in each:
        yield "a wildcard"
    elif not each.startswith(f"{ORIGIN}/") or re.search(r"//(\d+\.){3}", each):
        yield f"another host or a whole one: {each}"


@pytest.mark.parametrize("policy", [*PAGES.values(), *OTHERS.values()], ids=[*PAGES, *OTHERS])
def test_a_policy_has_no_fault(policy):
    assert faults(policy) - ({"base-uri"} if policy in OTHERS.values() else set()) == set()


@pytest.mark.parametrize("policy", PAGES.values(), ids=PAGES)
def test_a_page_may_not_be_framed_nor_make_markup_of_text(policy):
    assert "require-trusted-types-for 'script'" in policy and "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy and "unsafe" not in policy


GOOD = PAGES["office"]


@pytest.mark.parametrize("bad", [
    GOOD.replace("'nonce-", "'unsafe-inline' 'nonce-"), GOOD.replace("'nonce-", "'unsafe-eval' 'nonce-"),
    GOOD.replace(f"{ORIGIN}/static/", "https:"), GOOD.replace(f"{ORIGIN}/static/", "*"),
    GOOD.replace(f"{ORIGIN}/static/", "https://cdn.example/x/"), GOOD.replace(f"{ORIGIN}/static/", ORIGIN),
    GOOD.replace("script-src 'nonce", "script-src data: 'nonce"), GOOD.replace(NONCE, "short"),
    GOOD.replace("base-uri 'none'", ""), GOOD.replace("object-src 'none'", "object-src 'self'"),
    GOOD.replace("img-src 'self'", "img-src self"), GOOD.replace("; style-src", " style-src"),
    GOOD.replace("worker-src", "reflected-xss"), GOOD + "; script-src 'self'", "img-src 'self'"])
def test_a_bad_policy_is_noticed(bad):
    assert bad != GOOD and faults(bad)
