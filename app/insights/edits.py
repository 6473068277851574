"""The changes a what-if tries, as its address says them, and as the score takes them.

    wait=<entry>&to=<seconds>   the wait on the slider and how long it should last instead
    cut=<entry>:<seconds>       another wait cut
    try=drop:<entry,entry…>     steps or snags taken away; try=explain:<entry>, try=occupy:<entry> for a wait

Pure. Not here: what they win (what_if_page.py).
"""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Query

from app.insights.story import Story
from app.scoring.savings import totals

MOST = 40
FLAGS = {"explain": "explained", "occupy": "occupied"}
Words = Annotated[list[Annotated[str, Query(max_length=4000)]], Query(max_length=MOST)]


@dataclass
class Asked:
    """wait: the wait on the slider, empty for none chosen; to: its seconds, None as it was; tokens: other changes."""

    wait: str = ""
    to: int | None = None
    tokens: list[str] = field(default_factory=list)

    def without(self, token: str) -> list[str]:
        return [one for one in self.tokens if one != token]


def asked_of(wait: Annotated[str, Query(max_length=64)] = "", to: Annotated[str, Query(max_length=12)] = "",
             cut: Words = (), tried: Annotated[list[str], Query(alias="try", max_length=MOST)] = ()) -> Asked:
    """The edits in an address; nonsense in a number is no number."""
    seconds = int(to) if to.isascii() and to.isdigit() else None
    return Asked(wait, seconds, list(dict.fromkeys([*(f"cut:{one}" for one in cut), *tried])))


def cut_token(entry: str, seconds: int) -> str:
    return f"cut:{entry}:{seconds}"


def fitting(story: Story, asked: Asked) -> list[str]:
    """The tokens asked for, without those that no longer fit this walk: an entry taken back, a wait still running."""
    read = [_edits(story, token) for token in asked.tokens]
    fits = totals(story.fold, story.plan, read, story.config) if read else []
    return [token for token, edits, milli in zip(asked.tokens, read, fits, strict=True) if edits and milli is not None]


def edits_of(story: Story, asked: Asked) -> list[dict]:
    """What `saving` takes for tokens that fit: one edit a wait, one a step."""
    slider = [cut_token(asked.wait, asked.to)] if asked.to is not None and asked.wait else []
    merged: dict[str, dict] = {}
    for token in (*asked.tokens, *slider):
        for edit in _edits(story, token):
            merged[edit["entry"]] = _joined(merged.get(edit["entry"]), edit)
    return list(merged.values())


def _edits(story: Story, token: str) -> list[dict]:
    """[] for a token that says nothing of this walk."""
    kind, _, rest = token.partition(":")
    if kind == "drop":
        return [{"op": "remove", "entry": entry} for entry in dict.fromkeys(rest.split(",")[:MOST])]
    entry, _, seconds = rest.partition(":")
    wait = story.wait_of.get(entry)
    if wait is None or wait["ms"] is None:
        return []
    if kind in FLAGS:
        return [{"op": "set_wait", "entry": entry, FLAGS[kind]: True}]
    if kind != "cut" or not seconds.isascii() or not seconds.isdigit() or len(seconds) > 9:
        return []
    ms = int(seconds) * 1000
    if ms >= wait["ms"]:  # put back; flags tried beside it stay
        return [{"op": "set_wait", "entry": entry, "ms": wait["ms"]}]
    return [{"op": "set_wait", "entry": entry, "ms": ms} if ms else {"op": "remove", "entry": entry}]


def _joined(before: dict | None, edit: dict) -> dict:
    """Two edits of one wait are one; taken away beats told how long, and the later length beats the earlier."""
    if before is None:
        return edit
    if before["op"] == "remove" and "ms" not in edit:
        return before
    return edit if edit["op"] == "remove" else {**before, **edit, "op": "set_wait"}
