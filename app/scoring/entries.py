"""The words of the log: entry kinds and their bodies, and why an entry cannot be read.

Shared with `static/js/capture/fold.js` through `tests/vectors/`. Not here: what entries mean together.
"""

from math import isfinite

ORDINARY = (
    "plain", "form_field", "menu_choice", "click", "explain", "show_document", "sign", "pay", "message",
)
FRICTION = (
    "dead_end", "repeat_contact", "channel_switch", "repeat_info", "policy_wall", "transfer", "jargon",
)
BRIGHT = "bright_spot"
STEP_KINDS = (*ORDINARY, *FRICTION, BRIGHT)
LIVE_WAITS = ("menu", "queue", "hold", "page_load", "transfer", "processing", "other", "other_live")
AWAY_WAITS = ("callback", "reply", "delivery", "other_away")
WAIT_KINDS = (*LIVE_WAITS, *AWAY_WAITS)
CHANNELS = ("web", "app", "store", "phone", "chat", "email", "post", "social", "other")
OUTCOMES = ("reached", "partly", "not")
CODES = ("closed", "no_answer", "cut_off", "refused", "sent_elsewhere", "gave_up")
HOWS = ("answered", "next_queue", "cut_off", "gave_up")
WHYS = ("planned", "added", "repeated", "sent")
MODES = ("be", "see")
FRESHNESS = ("live", "soon", "later")
BLIND_SPOTS = ("how_it_works", "jargon", "why_policy", "bureaucracy")
OUR_JOB = "our_job"
BIASES = ("recognised", "shortcut", "insider", "own_department")
MEASURES = ("steps", "waits", "friction")
BIGGEST = 2**53 - 1  # the largest whole number a phone can hold exactly
EARLIEST, LATEST = 946_684_800_000, 4_102_444_800_000  # 2000-01-01 and 2100-01-01, UTC ms


def is_number(x) -> bool:
    """A finite number; true and false are none."""
    if isinstance(x, float):
        return isfinite(x) and abs(x) <= BIGGEST
    return isinstance(x, int) and not isinstance(x, bool) and abs(x) <= BIGGEST


def is_whole(x) -> bool:
    return is_number(x) and x == int(x)


def _maybe(check):
    return lambda x: x is None or check(x)


def _one_of(words):
    return lambda x: isinstance(x, str) and x in words


def _between(low, high):
    return lambda x: is_whole(x) and low <= x <= high


def _text(x) -> bool:
    return isinstance(x, str)


def is_id(x) -> bool:
    return isinstance(x, str) and 1 <= len(x) <= 64


def _flag(x) -> bool:
    return x is None or isinstance(x, bool)


def _texts(x) -> bool:
    return isinstance(x, list) and all(isinstance(word, str) for word in x)


def _flags_by_measure(x) -> bool:
    return isinstance(x, dict) and all(_flag(x.get(name)) for name in MEASURES)


def _count(x) -> bool:
    return _between(0, BIGGEST)(x)


def _prediction(x) -> bool:
    return (
        isinstance(x, dict)
        and _maybe(_count)(x.get("steps"))
        and _maybe(_count)(x.get("wait_ms"))
        and _maybe(_one_of(OUTCOMES))(x.get("outcome"))
        and _maybe(_guesses)(x.get("touchpoints"))
    )


def _guesses(x) -> bool:
    return isinstance(x, dict) and all(guess is None or _between(1, 7)(guess) for guess in x.values())


def _object(x) -> bool:
    return isinstance(x, dict)


_WORDS = {"words": _maybe(_text), "tags": _maybe(_texts)}

# kind → field → check; a field that is not named here is kept and never refused.
BODIES = {
    "walk.begin": {
        "journey": _maybe(is_id), "revision": _maybe(_count), "persona": _maybe(is_id),
        "own_reason": _maybe(_object), "mode": _maybe(_one_of(MODES)), "practice": _flag,
        "prediction": _maybe(_prediction),
    },
    "walk.pause": {},
    "walk.resume": {},
    "walk.end": {"outcome": _maybe(_one_of(OUTCOMES)), **dict.fromkeys(BIASES, _flag)},
    "touchpoint.enter": {
        "visit": is_id, "touchpoint": _maybe(is_id), "name": _maybe(_text),
        "channel": _maybe(_one_of(CHANNELS)), "why": _maybe(_one_of(WHYS)), "after": _maybe(is_id),
        "place": _maybe(is_id),
    },
    "touchpoint.leave": {
        "outcome": _maybe(_one_of(OUTCOMES)), "code": _maybe(_one_of(CODES)),
        "measured": _maybe(_flags_by_measure),
    },
    "step": {
        "kind": _one_of(STEP_KINDS), **_WORDS, "employees": _maybe(_count), "key": _maybe(_text),
        "can_help": _flag,
    },
    "wait.start": {
        "kind": _one_of(WAIT_KINDS), "people_ahead": _maybe(_count), "promised_ms": _maybe(_count),
    },
    "wait.end": {
        "start": is_id, "how": _maybe(_one_of(HOWS)), "occupied": _flag, "explained": _flag,
        "kind": _maybe(_one_of(WAIT_KINDS)), "people_ahead": _maybe(_count),
    },
    "rating": {"value": _between(1, 7)},
    "mood": {"value": _between(-2, 2)},
    "note": {**_WORDS, "about": _maybe(is_id)},
    "photo": {"photo": is_id, "caption": _maybe(_text)},
    "amend": {"b": _maybe(_object), "at": _maybe(is_whole)},
    "void": {},
    "clock": {},
}
KINDS = tuple(BODIES)


def _readable_time(t) -> bool:
    return (
        isinstance(t, dict) and is_number(t.get("wall")) and _maybe(is_number)(t.get("mono"))
        and _maybe(_text)(t.get("boot")) and _maybe(is_number)(t.get("off"))
    )


_ENVELOPE = (
    ("version", lambda e: e.get("v") is None or (is_number(e["v"]) and e["v"] == 1),
     "This entry was written in a format this server does not know yet."),
    ("id", lambda e: is_id(e.get("id")), "This entry has no readable id."),
    ("dev", lambda e: is_id(e.get("dev")), "This entry does not say which phone wrote it."),
    ("seq", lambda e: _count(e.get("seq")), "This entry has no readable place in the phone's order."),
    ("kind", lambda e: _text(e.get("kind")) and e["kind"] in BODIES,
     "This entry is of a kind this server does not know."),
    ("walk", lambda e: is_id(e.get("walk")) or (e.get("walk") is None and e["kind"] == "clock"),
     "This entry belongs to no walk."),
    ("time", lambda e: _readable_time(e.get("t")), "This entry has no readable time."),
    ("visit", lambda e: _maybe(is_id)(e.get("visit")), "This entry names its visit in a way we cannot read."),
    ("tap", lambda e: _maybe(is_id)(e.get("tap")), "This entry names its tap in a way we cannot read."),
    ("ref", lambda e: is_id(e.get("ref")) or (e.get("ref") is None and e["kind"] not in ("amend", "void")),
     "This correction does not say what it corrects."),
)


def body_problem(kind: str, body) -> str | None:
    """The name of the first field of `body` that cannot be read as this kind; None when all can."""
    if not isinstance(body, dict):
        return "b"
    for field, check in BODIES[kind].items():
        if not check(body.get(field)):
            return f"b.{field}"
    return None


def malformed(entry) -> tuple[str, str] | None:
    """Why the fold must pass this entry over: (code, sentence), or None. Never raises."""
    if not isinstance(entry, dict):
        return "entry", "This is not an entry."
    for code, check, sentence in _ENVELOPE:
        if not check(entry):
            return code, sentence
    field = body_problem(entry["kind"], entry.get("b", {}))
    return ("body", f"The field {field} of this {entry['kind']} cannot be read.") if field else None


def corrected_at(entry: dict) -> int:
    """Server time of an entry in UTC ms: the phone's clock plus its measured offset, when there is one."""
    return int((entry["t"]["wall"] + (entry["t"].get("off") or 0)) // 1)


def problem(entry) -> tuple[str, str] | None:
    """Why an entry must be set aside instead of joining its walk: (code, sentence), or None. Never raises.

    A clock outside 2000–2100 is judged after its offset is applied: a phone that lives in 1970 and knows how
    far off it is loses nothing.
    """
    trouble = malformed(entry)
    if trouble is None and not EARLIEST <= corrected_at(entry) < LATEST:
        return "clock", "The clock of this phone was absurdly wrong when this was written."
    return trouble
