"""The worked fold cases: small logs written by hand, each with what must come out of it.

`python -m tests.scoring.fold_cases` writes them to tests/vectors/fold.json, where the phone reads them too. A case
is replaced only with a dated reason in CHANGELOG.md.
"""

import json
from pathlib import Path

T0 = 1_795_330_000_000  # 2026-11-22, UTC
VECTORS = Path(__file__).parents[1] / "vectors/fold.json"


class Log:
    """Writes lines one second apart on one phone; `at` sets the seconds since the start."""

    def __init__(self, dev: str = "d1", seq: int = 0, off=None, boot: str = "b1"):
        self.dev, self.seq, self.off, self.boot, self.lines = dev, seq, off, boot, []
        self.visit, self.seconds, self.mono_lag, self.tz = None, 0.0, 0.0, 60

    def add(self, kind: str, b=None, at: float | None = None, **more) -> str:
        self.seconds = self.seconds + 1 if at is None else at
        self.seq += 1
        name = f"{self.dev}-{self.seq}"
        t = {"wall": T0 + round(self.seconds * 1000), "mono": (self.seconds - self.mono_lag) * 1000,
             "boot": self.boot, "tz": self.tz, "off": self.off, "offe": 20}
        self.lines.append({
            "v": 1, "id": name, "dev": self.dev, "seq": self.seq, "walk": "w1", "kind": kind, "t": t,
            "by": "u_27", "journey": "j_9@4", "app": "2026.11.0", "ref": None, "visit": self.visit,
            "fresh": "live", "tap": f"tap-{name}", "b": {} if b is None else b, **more,
        })
        return name

    def begin(self, **b):
        return self.add("walk.begin", {
            "journey": "j_9", "revision": 4, "persona": "p_1", "mode": "be", "prediction": None, **b,
        })

    def enter(self, visit: str, touchpoint: str | None = "t_web", at=None, **b):
        self.visit = visit
        return self.add("touchpoint.enter", {
            "visit": visit, "touchpoint": touchpoint, "why": "planned", "after": None, **b,
        }, at)

    def leave(self, at=None, measured="all", outcome="reached", **b):
        kept = dict.fromkeys(("steps", "waits", "friction"), True) if measured == "all" else measured
        return self.add("touchpoint.leave", {"outcome": outcome, "measured": kept, **b}, at)

    def step(self, kind="plain", at=None, **b):
        return self.add("step", {"kind": kind, **b}, at)

    def wait(self, kind="hold", at=None, **b):
        return self.add("wait.start", {"kind": kind, **b}, at)

    def over(self, start: str, at=None, how="answered", occupied=False, explained=None, **more):
        return self.add("wait.end", {"start": start, "how": how, "occupied": occupied, "explained": explained},
                        at, **more)

    def end(self, at=None, outcome="reached", **b):
        self.visit = None
        bias = dict.fromkeys(("recognised", "shortcut", "insider", "own_department"))
        return self.add("walk.end", {"outcome": outcome, **bias, **b}, at)


def _one_visit(fill, channel=None) -> list[dict]:
    """begin, one touchpoint entered at 10 s and left at 100 s, end at 110 s; `fill(log)` writes in between."""
    log = Log()
    log.begin()
    log.enter("v1", at=10) if channel is None else log.enter("v1", None, at=10, name="Desk", channel=channel)
    fill(log)
    if "touchpoint.leave" not in [line["kind"] for line in log.lines]:
        log.leave(at=100)
    log.end(at=110)
    return log.lines


def plain_walk():
    def fill(log):
        log.step("form_field", 12)
        log.step("form_field", 15)
        log.step("repeat_info", 20)
        log.step("bright_spot", 25)
        hold = log.wait("hold", 30, people_ahead=3, promised_ms=60000)
        log.over(hold, 70)
        log.add("rating", {"value": 5}, 90)
    return _one_visit(fill)


def undo():
    def fill(log):
        step = log.step(at=20)
        log.add("void", at=21, ref=step)
    return _one_visit(fill)


def put_back():
    def fill(log):
        step = log.step(at=20)
        void = log.add("void", at=21, ref=step)
        log.add("void", at=22, ref=void)
    return _one_visit(fill)


def undo_put_back_undo():
    def fill(log):
        step = log.step(at=20)
        first = log.add("void", at=21, ref=step)
        second = log.add("void", at=22, ref=first)
        log.add("void", at=23, ref=second)
    return _one_visit(fill)


def voids_in_a_ring():
    def fill(log):
        log.step(at=20)
        log.add("void", at=21, ref="d1-5")
        log.add("void", at=22, ref="d1-4")
    return _one_visit(fill)


def amend_wins_by_seq():
    def fill(log):
        step = log.step("plain", 20)
        log.add("amend", {"b": {"kind": "explain"}}, 40, ref=step)
        log.add("amend", {"b": {"kind": "pay"}}, 30, ref=step)
    return _one_visit(fill)


def amend_taken_back():
    def fill(log):
        step = log.step("plain", 20)
        log.add("amend", {"b": {"kind": "explain"}}, 21, ref=step)
        last = log.add("amend", {"b": {"kind": "pay"}}, 22, ref=step)
        log.add("void", at=23, ref=last)
    return _one_visit(fill)


def amend_keeps_the_chosen_time():
    def fill(log):
        step = log.step("plain", 60)
        log.add("amend", {"at": T0 + 20_000}, 60, ref=step, tap=f"tap-{step}")
        log.add("amend", {"b": {"kind": "explain"}}, 70, ref=step)
    return _one_visit(fill)


def amend_malformed():
    def fill(log):
        step = log.step("plain", 20)
        log.add("amend", {"b": {"kind": "somersault"}}, 21, ref=step)
    return _one_visit(fill)


def refs_first():
    return plain_walk()[::-1]


def unknown_ref():
    def fill(log):
        log.add("void", at=20, ref="not-here-yet")
        log.over("no-such-wait", 30)
    return _one_visit(fill)


def two_devices():
    first, second = Log("d1", off=0), Log("d2", off=-5000)
    first.begin()
    first.enter("v1", at=10)
    first.step("form_field", 20)
    first.leave(at=100)
    second.visit = "v1"
    second.step("explain", 20)  # corrected: 15 s
    second.step("sign", 35)  # corrected: 30 s
    return first.lines + second.lines


def device_order_beats_its_clock():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    log.step("form_field", 30)
    log.step("click", 5)
    return log.lines


def paused():
    def fill(log):
        hold = log.wait("hold", 20)
        log.add("walk.pause", at=30)
        log.add("walk.resume", at=50)
        log.over(hold, 60)
    return _one_visit(fill)


def pause_runs_on_for_away_waits():
    def fill(log):
        reply = log.wait("reply", 20)
        log.add("walk.pause", at=30)
        log.add("walk.resume", at=50)
        log.over(reply, 60)
    return _one_visit(fill)


def still_paused():
    log = Log()
    log.begin()
    log.add("walk.pause", at=5)
    log.add("walk.pause", at=6)
    return log.lines


def wait_closed_by_leaving():
    return _one_visit(lambda log: log.wait("queue", 40))


def wait_closed_by_ending():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    log.wait("queue", 40)
    log.end(at=110)
    return log.lines


def wait_closed_by_the_next():
    def fill(log):
        log.wait("queue", 20)
        hold = log.wait("hold", 35)
        log.over(hold, 50)
    return _one_visit(fill)


def end_after_leaving_is_too_late():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    hold = log.wait("hold", 20)
    log.leave(at=50)
    log.over(hold, 60)
    return log.lines


def away_past_the_leave():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    back = log.wait("callback", 20)
    log.leave(at=50)
    log.enter("v2", "t_store", at=60)
    log.over(back, 3600)
    log.leave(at=3700)
    log.end(at=3800)
    return log.lines


def gave_up():
    def fill(log):
        hold = log.wait("hold", 20)
        log.over(hold, 80, how="gave_up")
    return _one_visit(fill)


def kind_corrected_at_the_end():
    def fill(log):
        wait = log.wait("other", 20)
        log.add("wait.end", {"start": wait, "how": "next_queue", "occupied": None, "explained": None,
                             "kind": "queue", "people_ahead": 7}, 30)
    return _one_visit(fill)


def measured_false():
    def fill(log):
        log.step("form_field", 20)
        log.leave(100, {"steps": True, "waits": False, "friction": None})
    return _one_visit(fill)


def not_left_yet():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    log.step("form_field", 20)
    log.wait("hold", 30)
    return log.lines


def repeats():
    return plain_walk() + plain_walk()


def clock_changed():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    hold = log.wait("hold", 20)
    log.mono_lag = 3600
    log.over(hold, 3680)
    return log.lines


def clock_changed_while_hidden():
    log = Log(off=0)
    log.begin()
    log.enter("v1", at=10)
    hold = log.wait("hold", 20)
    log.add("clock", {"event": "hide"}, 21)
    log.mono_lag, log.off = 3600, -3_600_000
    log.add("clock", {"event": "show"}, 3650)
    log.over(hold, 3680)
    return log.lines


def sleeping_phone():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    hold = log.wait("hold", 20)
    log.add("clock", {"event": "hide"}, 25)
    log.mono_lag = 570
    log.add("clock", {"event": "show"}, 618)
    log.over(hold, 620)
    return log.lines


def restarted_phone():
    log = Log(off=-2000)
    log.begin()
    log.enter("v1", at=10)
    hold = log.wait("hold", 20)
    log.boot, log.mono_lag, log.off = "b2", 300, -1500
    log.over(hold, 320)
    return log.lines


def restarted_without_offset():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    hold = log.wait("hold", 20)
    log.boot, log.mono_lag = "b2", 300
    log.over(hold, 320)
    return log.lines


def summer_time():
    def fill(log):
        hold = log.wait("hold", 20)
        log.tz = 120
        log.over(hold, 50)
    return _one_visit(fill)


def later_added_step():
    def fill(log):
        log.step("form_field", 20)
        log.step("click", 60)
        late = log.step("explain", 90, **{"words": "forgot this"})
        log.lines[-1]["fresh"] = "later"
        log.add("amend", {"at": T0 + 40_000}, 90, ref=late, tap=f"tap-{late}", fresh="later")
    return _one_visit(fill)


def later_added_wait():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    log.leave(at=100)
    start = log.wait("queue", 200)
    stop = log.over(start, 200, tap=f"tap-{start}")
    log.add("amend", {"at": T0 + 30_000}, 200, ref=start, tap=f"tap-{start}")
    log.add("amend", {"at": T0 + 75_000}, 200, ref=stop, tap=f"tap-{start}")
    log.end(at=210)
    return log.lines


def withdrawn():
    lines = plain_walk()
    log = Log(seq=len(lines))
    log.add("void", at=500, ref="d1-1")
    return lines + log.lines


def withdrawn_and_restored():
    lines = plain_walk()
    log = Log(seq=len(lines))
    void = log.add("void", at=500, ref="d1-1")
    log.add("void", at=501, ref=void)
    return lines + log.lines


def practice_amended():
    log = Log()
    begin = log.begin()
    body = {**log.lines[0]["b"], "practice": True}
    log.add("amend", {"b": body}, ref=begin)
    return log.lines


def sent_here():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    log.leave(at=50, outcome="not", code="sent_elsewhere")
    log.enter("v2", None, at=60, name="Kiosk", channel="other", why="sent", after="v1")
    log.step("explain", 70)
    log.leave(at=80)
    log.end(at=90, outcome="partly")
    return log.lines


def own_reason():
    log = Log()
    reason = {"issue": "Double charge", "goal": "Refund", "mood": -1, "digital_access": "none"}
    log.begin(persona=None, own_reason=reason, mode="see")
    return log.lines


def to_a_person():
    def fill(log):
        log.step("menu_choice", 12)
        log.step("menu_choice", 14)
        log.step("jargon", 16)
        hold = log.wait("hold", 20)
        log.over(hold, 70)
        log.step("explain", 75, employees=1)
    return _one_visit(fill, "phone")


def no_person_on_the_web():
    return _one_visit(lambda log: log.step("explain", 20, employees=1), "web")


def moods():
    log = Log()
    log.begin()
    log.add("mood", {"value": 1}, 5)
    log.enter("v1", at=10)
    log.add("mood", {"value": -2}, 40)
    log.leave(at=50)
    log.enter("v2", "t_store", at=60)
    log.leave(at=70)
    return log.lines


def next_enter_ends_a_stay():
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    log.enter("v2", "t_store", at=60)
    return log.lines


def odd_entries():
    lines = plain_walk()
    base = lines[2]
    return lines + [
        None, 7, {"id": "no-kind"}, {**base, "id": "bad-kind", "kind": "dance"},
        {**base, "id": "bad-body", "b": {"kind": "moonwalk"}}, {**base, "id": "bad-seq", "seq": True},
        {**base, "id": "other-walk", "walk": "w2", "seq": 99}, {**base, "id": "bad-version", "v": 2},
    ]


def photos_and_our_job():
    def fill(log):
        log.add("photo", {"photo": "ph-1", "caption": "Sign at door"}, 20)
        gone = log.add("photo", {"photo": "ph-2"}, 21)
        log.add("void", at=22, ref=gone)
        log.step("show_document", 30, tags=["our_job", "bureaucracy"], employees=2)
        log.add("note", {"words": "Copied it for them", "tags": ["our_job"]}, 31)
    return _one_visit(fill)


def places_are_kept_as_given_and_corrected():
    log = Log()
    log.begin()
    first = log.enter("v1", "t_store", 10, place="p-1")
    log.leave(at=20)
    log.enter("v2", "t_store", 30, place="never heard of")
    log.leave(at=40)
    log.enter("v3", "t_store", 50)
    log.add("amend", {"b": {"visit": "v1", "touchpoint": "t_store", "place": "p-2"}}, at=60, ref=first)
    log.add("amend", {"b": {"visit": "v1", "touchpoint": "t_store", "place": 7}}, at=61, ref=first)
    return log.lines


def phone_two_hours_off():
    log = Log(off=7_200_000)
    log.begin()
    return log.lines


CASES = {
    name.replace("_", " "): make for name, make in list(globals().items())
    if callable(make) and getattr(make, "__module__", None) == __name__ and name.islower() and name[0] != "_"
}


def write() -> None:
    from app.scoring.fold import fold

    cases = [{"name": name, "entries": make(), "expect": fold(make())} for name, make in CASES.items()]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    VECTORS.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    write()
