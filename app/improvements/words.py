"""What kinds and states of a fix are called on screen, and when one is late."""

from datetime import date

from app.improvements.models import Kind, State
from app.kit.filters import points, spell

# kind: (one word, what to do in the form)
KINDS = {
    Kind.change: ("Change", "Change something"),
    Kind.explain: ("Explain", "Change nothing, explain it better"),
    Kind.stop: ("Stop", "Stop doing something"),
    Kind.keep: ("Continue", "Keep on doing something that works"),
    Kind.start: ("Start", "Start doing something"),
}
STATES = {State.idea: "Idea", State.doing: "Doing", State.done: "Done", State.dropped: "Dropped"}
ORDER = (State.doing, State.idea, State.done, State.dropped)
HEADS = {State.doing: "Under way", State.idea: "Ideas", State.done: "Done", State.dropped: "Dropped"}
DEEDS = {State.idea: "Back to an idea", State.doing: "Start doing it", State.done: "It is done",
         State.dropped: "Drop it"}


def day(on: date | None) -> str:
    """'Tue 10 Nov 2026'; '' for None."""
    return on.strftime("%a %-d %b %Y") if on else ""


def due_words(due: date | None, state: str, today: date) -> str:
    """'Overdue by 3 days', 'Due today', 'Due Tue 10 Nov 2026'; '' when nothing is due any more."""
    if due is None or state in (State.done, State.dropped):
        return ""
    late = (today - due).days
    if late > 0:
        return f"Overdue by {late} day{'' if late == 1 else 's'}"
    return "Due today" if late == 0 else f"Due {day(due)}"


def is_late(due: date | None, state: str, today: date) -> bool:
    return bool(due) and due < today and state in (State.idea, State.doing)


def saving_words(ms: int | None, steps: int | None, milli: int | None) -> list[str]:
    """What it should save: ['12 minutes', '3 steps', '7 points']; [] when nobody said."""
    said = [spell(ms)] if ms else []
    if steps:
        said.append(f"{steps} step{'' if steps == 1 else 's'}")
    if milli:
        said.append(f"{points(milli)} point{'' if milli == 1000 else 's'}")
    return said
