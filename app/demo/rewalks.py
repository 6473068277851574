"""Walks before and after a fix of the demo world: Tom's router at the store counter, three times on each side."""

from app.demo.script import Script, demo_id


def _tom(name: str, by: str, day: str) -> Script:
    made = Script(name, demo_id("user", by), (demo_id("journey", "return"), 1), (demo_id("persona", "tom"), 1))
    return made.at(day).begin({"steps": 8, "wait_ms": 300_000, "outcome": "reached", "touchpoints": {
        demo_id("touchpoint", demo_id("journey", "return"), key): rating for key, rating in
        (("website", 1), ("store", 3), ("call", 3))}})


def tom_return_by_priti() -> Script:
    """Refused at the counter for want of an e-mail address."""
    w = _tom("tom-return-priti", "priti", "2026-11-03 12:20")
    w.enter("store", "0:00", mood=-1, place="highgate").step("0:10", words="Came in with the box")
    w.wait("0:25", "queue", "9:30", occupied=False, explained=False, people_ahead=7)
    w.step("9:55", words="My turn", employees=1, can_help=False).step("10:30", "explain", "Told the story")
    w.step("11:20", "dead_end", "“I need an e-mail to open the return”", tags=["bureaucracy"])
    w.step("12:00", "repeat_info", "The story again, to a second person", employees=1, can_help=False)
    w.step("13:10", "policy_wall", "No receipt without an e-mail").mood("13:20", -2)
    w.step("13:40", "channel_switch", "Told to ring").leave("13:50", 6, "not", "sent_elsewhere")
    return w.end("14:00", "not")


def tom_return_by_dana() -> Script:
    """The same counter, ten days earlier."""
    w = _tom("tom-return-dana", "dana", "2026-10-27 16:05")
    w.enter("store", "0:00", mood=0, place="highgate").step("0:10", words="Came in with the box")
    w.wait("0:30", "queue", "6:40", occupied=False, explained=False)
    w.step("7:10", words="My turn", employees=1, can_help=False).step("7:50", "explain", "Told the story")
    w.step("8:40", "dead_end", "“Do you have an e-mail? Then I can’t”", tags=["bureaucracy"])
    w.step("9:30", "repeat_info", "Serial number, read out twice").step("10:10", "policy_wall", "Only online customers")
    w.mood("10:20", -2).step("10:30", "channel_switch", "Given a phone number")
    w.leave("10:40", 6, "not", "sent_elsewhere")
    return w.end("10:50", "not")


def tom_after(by: str, day: str, queue: str, served: str, rating: int, place: str = "highgate") -> Script:
    """Since paper receipts: the router is taken."""
    w = _tom(f"tom-after-{by}", by, day)
    w.enter("store", "0:00", mood=0, place=place).step("0:10", words="Came in with the box")
    w.wait("0:20", "queue", queue, occupied=True, explained=True)
    minute = int(served[0]) + 1
    w.step(served, words="My turn", employees=1, can_help=True).step(f"{minute}:00", "sign", "Signed for it")
    w.step(f"{minute}:20", "bright_spot", "A paper receipt, without asking").mood(f"{minute}:30", 1)
    w.leave(f"{minute}:40", rating, "reached")
    return w.end(f"{minute}:50", "reached")


def before_and_after() -> list[Script]:
    """All of them; a third walk before the fix is tom_return_by_marek of walks.py."""
    return [tom_return_by_priti(), tom_return_by_dana(), tom_after("idris", "2026-11-14 10:10", "1:30", "1:50", 1),
            tom_after("priti", "2026-11-16 17:40", "2:30", "2:50", 2, "camden"),
            tom_after("marek", "2026-11-19 09:20", "1:50", "2:10", 2)]
