"""What was decided and said about two demo walks, entered through the same commands as everybody's."""

from sqlmodel import Session

from app.demo.script import Script, demo_id
from app.walks import review_page, reviews, talk
from app.walks.jobs import refresh
from app.walks.models import Walk

MANAGER = demo_id("user", "idris")


def add(session: Session, walks: list[Script]) -> int:
    """A review with a question and its answer, and one with what a team had to say; how many walks were reviewed.

    Published figures need no reviewer's eye: their source stands beside them.
    """
    by_name = {script.name: script for script in walks}
    published = [script for script in walks if script.name.startswith("published-")]
    _asked_and_answered(session, by_name["maria-priti"])
    _answered_by_a_team(session, by_name["ngozi-marek"])
    for script in published:
        reviews.decide(session, MANAGER, _read(session, script)[0], reviews.ACCEPTED)
    return 2 + len(published)


def _read(session: Session, script: Script) -> tuple[Walk, list[talk.Place]]:
    """The walk's row as its log tells it; the job that does this has not run yet."""
    refresh(session, {"walk_id": script.walk})
    walk = session.get(Walk, script.walk)
    return walk, review_page.places(session, walk)


def _asked_and_answered(session: Session, script: Script) -> None:
    walk, places = _read(session, script)
    reviews.decide(session, MANAGER, walk, reviews.ASKED, "Did she have to say why she disputes it, before the credit?")
    talk.say(session, script.by, walk, "No. He looked at the bill with me and credited it.", _tap(places, "Credited"),
             places=places)
    reviews.decide(session, MANAGER, walk, reviews.ACCEPTED)


def _answered_by_a_team(session: Session, script: Script) -> None:
    walk, places = _read(session, script)
    talk.say(session, MANAGER, walk, "Which phone was it? The list is not cut off on mine.", _tap(places, "cut off"),
             places=places)
    talk.say(session, script.by, walk, "An old one, 320 pixels wide. That is what Ngozi has.", places=places)
    call = next(place for place in places if place.name == "Call centre")
    talk.say(session, MANAGER, walk, "We open at eight. A line that says so before the menu is planned.", call.visit,
             places=places, as_team=True)
    reviews.decide(session, MANAGER, walk, reviews.ACCEPTED)


def _tap(places: list[talk.Place], words: str) -> str:
    return next(entry for place in places for entry, said in place.taps if words in said)
