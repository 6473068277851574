"""Fixes of the demo world, one in every state, and the sheet of a touchpoint; made through the same commands."""

from datetime import date, timedelta

from sqlmodel import Session

from app.accounts.access import Actor
from app.accounts.models import Role
from app.demo.script import demo_id, minutes
from app.improvements import commands as improvements
from app.improvements import sheets
from app.improvements.forms import ImprovementIn
from app.kit import clock

DONE_ON = date(2026, 11, 12)
IDRIS = demo_id("user", "idris")


def _place(journey: str, touchpoint: str) -> dict[str, str]:
    journey_id = demo_id("journey", journey)
    return {"journey_id": journey_id, "touchpoint": demo_id("touchpoint", journey_id, touchpoint)}


def seed_fixes(session: Session) -> int:
    """Four fixes and five answers of a sheet; how many fixes."""
    today = clock.now().date()
    credit = _fix(session, "credit", ["maria-dana"], [0], title="Let the first person credit up to £50", kind="change",
                  why="Whoever answers can credit £25. Anything above waits for Disputes, with music.",
                  persona_id=demo_id("persona", "maria"), owner="Billing", due=today + timedelta(days=21),
                  expected_ms=minutes("11:40"), expected_steps=2, expected_milli=7200, **_place("dispute", "call"))
    improvements.turn(session, credit, "doing", "Billing agreed to try it for a month.", IDRIS, today)
    receipt = _fix(session, "receipt", ["tom-return-marek", "tom-return-priti"], [3],
                   title="Stop asking for an e-mail address at the counter", kind="stop", owner="Retail",
                   why="A router could not be taken back without an e-mail address, and Tom has none.",
                   persona_id=demo_id("persona", "tom"), expected_ms=minutes("5:00"), expected_milli=20_000,
                   **_place("return", "store"))
    improvements.turn(session, receipt, "doing", "", IDRIS, today)
    improvements.turn(session, receipt, "done", "Every counter prints a paper receipt now.", IDRIS,
                      max(today, DONE_ON), DONE_ON)
    _fix(session, "roaming", [], [0], title="Say on the bill why a phone at home can roam", kind="explain",
         why="“I was charged for roaming in my own kitchen. Three people told me three different things.”",
         **_place("dispute", "website"))
    _fix(session, "rang", ["maria-dana"], [], title="Keep ringing the right team for the customer", kind="continue",
         why="In the store someone rang Disputes for her. It was the first time anybody stayed.", owner="Retail",
         **_place("dispute", "store"))
    _sheet(session)
    return 4


def _fix(session: Session, key: str, walks: list[str], comments: list[int], **said) -> str:
    made = improvements.make_improvement(session, ImprovementIn(**said), IDRIS, is_demo=True,
                                         improvement_id=demo_id("fix", key))
    improvements.rest_on(session, made, [demo_id("walk", name) for name in walks],
                         [demo_id("comment", number) for number in comments])
    return made


def _sheet(session: Session) -> None:
    idris, place = Actor(IDRIS, "Idris Boateng", Role.manager), _place("dispute", "call")
    sheet = sheets.sheet_of(session, idris, **place)
    sheets.write(session, sheet, {key: (words, 0) for key, words in {
        "meet": "The number on the back of the bill, eight in the morning to eight at night.",
        "happens": "The customer picks from a menu and waits. We look the account up, and credit or pass it on.",
        "ours": "The menu, the limit of £25, who sits in which team, the words on hold.",
        "roles": "Customer service knows what it may not do. Nobody has told it who may.",
        "sense": "The limit of £25 is there since credits were given twice in one month.",
    }.items()}, IDRIS, is_demo=True)
