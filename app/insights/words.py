"""What a walk page says in words: kinds, channels, outcomes, and the finding in its heading.

Not here: band and verdict words, which `app/scoring` decides.
"""

from app.kit.filters import duration, spell

STEP_WORDS = {
    "plain": "Step", "form_field": "Field", "menu_choice": "Menu choice", "click": "Click",
    "explain": "Explained", "show_document": "Showed a document", "sign": "Signed", "pay": "Paid",
    "message": "Message", "dead_end": "Dead end", "repeat_contact": "Contacted again",
    "channel_switch": "Channel switch", "repeat_info": "Repeat info", "policy_wall": "Policy wall",
    "transfer": "Transfer", "jargon": "Jargon", "bright_spot": "Bright spot",
}
MOMENT_WORDS = {"note": "Note", "photo": "Photo", "mood": "Mood", "wait": "Wait"}
GLYPHS = {
    "form_field": "choice", "menu_choice": "choice", "repeat_info": "repeat", "repeat_contact": "repeat",
    "transfer": "transfer", "dead_end": "deadend", "jargon": "jargon", "policy_wall": "policy",
    "channel_switch": "switch", "bright_spot": "bright",
}
LEGEND = (
    ("step", "Step"), ("choice", "Choice or field"), ("repeat", "Repeat info"), ("transfer", "Transfer"),
    ("deadend", "Dead end"), ("jargon", "Jargon"), ("policy", "Policy wall"), ("switch", "Channel switch"),
    ("bright", "Bright spot"),
)
WITHOUT_WORDS = {
    "dead_end": "No dead end", "repeat_contact": "No second contact", "channel_switch": "No switch of channel",
    "repeat_info": "Don’t ask again", "policy_wall": "No policy wall", "transfer": "No transfer",
    "jargon": "Plain words",
}
WAIT_WORDS = {
    "menu": "Menu", "queue": "Queue", "hold": "Hold", "page_load": "Page load", "transfer": "Being put through",
    "processing": "Processing", "callback": "Call-back", "reply": "Reply", "delivery": "Delivery",
}
# One pattern a kind, so that no wait is known by its colour alone; a kind not named here is plain.
WAIT_PATTERNS = {"queue": "upright", "page_load": "dots", "menu": "level", "transfer": "slant",
                 "processing": "cross"}
CHANNEL_WORDS = {
    "web": "Website", "app": "App", "store": "Store", "phone": "Call centre", "chat": "Chat", "email": "Email",
    "post": "Post", "social": "Social media", "other": "Other",
}
CHANNEL_ICONS = {"web": "icon-web", "app": "icon-app", "store": "icon-store", "phone": "icon-phone",
                 "chat": "icon-chat", "email": "icon-mail", "post": "icon-mail", "social": "icon-chat"}
OUTCOME_WORDS = {"reached": "Solved", "partly": "Partly solved", "not": "Not solved"}
CODE_WORDS = {"sent_elsewhere": "Sent elsewhere", "gave_up": "Gave up", "closed": "Closed",
              "no_answer": "No answer", "cut_off": "Cut off", "refused": "Refused"}
FELT_WORDS = ("", "Effortless", "Easy", "Fairly easy", "Some effort", "Hard", "Very hard", "Exhausting")
MOOD_WORDS = {-2: "Fed up", -1: "Uneasy", 0: "So-so", 1: "Fine", 2: "Relieved"}
BLIND_SPOT_WORDS = {
    "how_it_works": "blind spot: how the company works", "jargon": "blind spot: jargon",
    "why_policy": "blind spot: why a policy exists", "bureaucracy": "blind spot: the way through the bureaucracy",
    "our_job": "our job, done by the customer",
}
HOW_WORDS = {"answered": "answered", "next_queue": "then a new queue", "cut_off": "cut off",
             "gave_up": "gave up waiting"}
BIAS_WORDS = {"recognised": "was recognised", "shortcut": "used a staff shortcut",
              "insider": "used insider knowledge", "own_department": "walked the own department"}
FLAG_WORDS = {
    "second_device": "A second device wrote in this walk.",
    "clock_changed": "The phone's clock was changed during the walk; durations come from its stopwatch.",
    "clock_off": "The phone's clock was off; times are corrected.",
    "no_begin": "The beginning of this walk has not arrived yet.",
}
MEASURE_WORDS = {"steps": "steps", "waits": "waits", "friction": "snags"}


def step_word(kind: str) -> str:
    """'Repeat info' of repeat_info; an unknown kind reads as its own name."""
    return STEP_WORDS.get(kind, kind.replace("_", " ").capitalize())


def moment_word(kind: str) -> str:
    """'Note', 'Wait', or the step's own word, of what Moment keeps as its kind."""
    return MOMENT_WORDS.get(kind) or step_word(kind)


def wait_word(kind: str) -> str:
    return WAIT_WORDS.get(kind, "Wait")


def ended_words(outcome: str | None, code: str | None = None) -> str | None:
    """'Solved', or the failure code's own word; None while nothing was said."""
    return CODE_WORDS.get(code or "") or OUTCOME_WORDS.get(outcome or "")


def channel_icon(channel: str | None) -> str:
    return CHANNEL_ICONS.get(channel or "", "icon-walk")


def mood_word(value: float | int | None) -> str:
    return MOOD_WORDS[max(-2, min(2, round(value)))] if value is not None else "–"


def waited_words(wait: dict) -> str:
    """'4:10', or 'at least 4:10' for a wait that nobody saw the end of; 'running' while it runs."""
    if wait["ms"] is None:
        return "still running"
    return f"at least {duration(wait['ms'])}" if wait["censored"] else duration(wait["ms"])


def first_name(persona: str) -> str:
    """'Maria' of 'Maria Alves, 71'."""
    return next(iter(persona.split(",")[0].split()), "") or persona


def wait_said(wait: dict) -> list[str]:
    """What was logged of a wait beside how long it was: how it ended, who was ahead, what was promised and told."""
    said = [HOW_WORDS[wait["how"]]] if wait.get("how") in HOW_WORDS else []
    said += [f"{wait['people_ahead']} ahead"] if wait.get("people_ahead") is not None else []
    said += [f"promised {duration(wait['promised_ms'])}"] if wait.get("promised_ms") is not None else []
    return said + [yes if wait[flag] else no for flag, yes, no in (
        ("explained", "told how long", "not told how long"), ("occupied", "something to do", "nothing to do"))
        if wait.get(flag) is not None]


def blind_spots(b: dict) -> list[str]:
    """The tags of an entry's body in words; unknown ones are left out."""
    return [BLIND_SPOT_WORDS[tag] for tag in b.get("tags") or [] if tag in BLIND_SPOT_WORDS]


def share_words(part: int, whole: int) -> str | None:
    """'nearly half' of 47 %; None when the part is below a fifth: then it is no finding."""
    share = part / whole if whole else 0
    for least, words in ((.9, "almost all"), (.6, "most"), (.525, "more than half"), (.485, "half"),
                         (.42, "nearly half"), (.36, "more than a third"), (.31, "a third"), (.2, "a quarter")):
        if share >= least:
            return words
    return None


def finding(who: str, spent_ms: int, waited_ms: int, visits: list[dict], outcome: str | None,
            ended: bool = True) -> str:
    """The heading of a walk: what stood out, or the plain facts when nothing did."""
    time = spell(spent_ms)
    if not ended:
        return f"{who}, still going: {time} so far"
    return f"{who}: {time}, {_what_stood_out(spent_ms, waited_ms, visits, outcome)}"


def _what_stood_out(spent_ms: int, waited_ms: int, visits: list[dict], outcome: str | None) -> str:
    friction = {kind: sum(v["friction"].get(kind, 0) for v in visits) for kind in STEP_WORDS}
    share = share_words(waited_ms, spent_ms)
    if share and waited_ms >= 60_000:
        return f"{share} of it waiting"
    if friction["repeat_info"] + friction["repeat_contact"] >= 3:
        return f"and the story told again {friction['repeat_info'] + friction['repeat_contact']} times"
    if friction["transfer"] >= 3:
        return f"passed on {friction['transfer']} times"
    if friction["dead_end"] >= 2:
        return f"{friction['dead_end']} dead ends"
    if outcome in ("not", "partly"):
        return "and not solved" if outcome == "not" else "and only partly solved"
    steps = sum(sum(v["steps"].values()) for v in visits)
    return f"{steps} step{'' if steps == 1 else 's'}"


def rough(ms: int) -> str:
    """'12 min', '20 h', '2 days': how long a folded stretch was."""
    minutes = round(ms / 60_000)
    if minutes < 90:
        return f"{minutes} min"
    hours = round(ms / 3_600_000)
    return f"{hours} h" if hours < 36 else f"{round(hours / 24)} days"


def should_be_words(wait: dict, whole_ms: int) -> str:
    """What its touchpoint allowed for this wait: all of it, what earlier waits left, or nothing any more."""
    left = duration(wait["should_be_ms"])
    if wait["is_first"]:
        return f"should be {left}"
    return f"{left} left of {duration(whole_ms)}" if wait["should_be_ms"] else f"past the {duration(whole_ms)}"
