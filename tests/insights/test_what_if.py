"""What if: every figure is the walk scored again, in the address, in words, and refused in words where it cannot be."""

import random
from urllib.parse import parse_qs, urlsplit

import pytest

from app.insights.edits import Asked, edits_of
from app.insights.what_if_page import what_if_of
from app.scoring.savings import saving, supposed, totals
from tests.insights.logs import demo_stories, stories
from tests.insights.test_story import running  # noqa: F401
from tests.world import on_sqlite

STORY = demo_stories()[0]
HOLD = next(entry for entry, wait in STORY.wait_of.items() if wait["ms"] == 700_000)
FIRST = next(entry for entry, wait in STORY.wait_of.items() if wait["ms"] == 250_000)


def step(words: str) -> str:
    return next(m["id"] for m in STORY.fold["moments"] if (m["b"].get("words") or "").startswith(words))


def test_the_dotted_line_ends_where_the_saving_says():
    draw, tried = random.Random(5), 0
    for story in stories()[::2]:
        if story.score["milli"] is None:
            continue
        single = [{"op": "remove", "entry": m["id"]} for m in story.fold["moments"]
                  if m["kind"] in ("step", "wait.start")]
        single += [{"op": "set_wait", "entry": entry, "ms": wait["ms"] // 2, "explained": True}
                   for entry, wait in story.wait_of.items() if wait["ms"]]
        fits = totals(story.fold, story.plan, [[edit] for edit in single], story.config)
        by_entry = {edit["entry"]: edit for edit, milli in zip(single, fits, strict=True) if milli is not None}
        edits = draw.sample(list(by_entry.values()), min(4, len(by_entry)))
        told = saving(story.fold, story.plan, edits, story.config)
        earned = supposed(story.fold, story.plan, edits, story.config)
        assert earned["milli"] == told["after_milli"] == sum(earned["points"].values())
        assert totals(story.fold, story.plan, [edits], story.config) == [told["after_milli"]]
        tried += bool(edits)
    assert tried > 20


def test_every_scored_walk_has_a_panel_and_none_of_its_boxes_is_empty_talk():
    for story in stories()[::5]:
        panel = what_if_of(story, Asked())
        assert (panel is None) == (story.score["milli"] is None)
        for box in panel.boxes if panel else ():
            after = what_if_of(story, Asked(tokens=[box.token]))
            assert after.odd == 0 and after.told["before_milli"] - after.told["after_milli"] == box.milli


def test_the_costliest_wait_is_the_subject_until_another_is_picked():
    assert what_if_of(STORY, Asked()).subject.name == "11:40 hold"
    assert what_if_of(STORY, Asked(), picked=FIRST).subject.name == "4:10 hold"
    assert what_if_of(STORY, Asked(FIRST), picked=HOLD).subject.should == 120
    assert what_if_of(STORY, Asked("nothing")).subject.entry == HOLD


def test_changes_are_worked_out_together_and_at_least():
    drop = f"drop:{step('Account number, again')}"
    panel = what_if_of(STORY, Asked(HOLD, 0, [drop, f"cut:{FIRST}:120"]))
    alone = what_if_of(STORY, Asked(HOLD, 0))
    told = saving(STORY.fold, STORY.plan, [{"op": "remove", "entry": HOLD}, {"op": "set_wait", "entry": FIRST,
                  "ms": 120_000}, {"op": "remove", "entry": step("Account number, again")}], STORY.config)
    assert panel.told == told and panel.after < alone.after < panel.before == 49
    assert panel.heading == "What if the 11:40 hold were gone? And 2 more changes"
    assert panel.saves.startswith("13:50 of waiting and ")
    assert {box.words for box in panel.boxes if box.is_on} == {
        "Don’t ask again at Call centre: Account number, again", "Cut the 4:10 hold to 2:00"}
    assert alone.touchpoints == [{"name": "Call centre", "before": 67, "after": 60}]


def test_a_wait_put_back_changes_nothing():
    for asked in (Asked(HOLD, 700), Asked(HOLD, 99_999), Asked(HOLD)):
        panel = what_if_of(STORY, asked)
        assert panel.told is None and panel.line is None


def test_two_changes_of_one_wait_are_one():
    edits = edits_of(STORY, Asked(HOLD, 60, [f"explain:{HOLD}", f"occupy:{HOLD}"]))
    assert edits == [{"op": "set_wait", "entry": HOLD, "explained": True, "occupied": True, "ms": 60_000}]
    assert edits_of(STORY, Asked(HOLD, 0, [f"explain:{HOLD}"])) == [{"op": "remove", "entry": HOLD}]


@pytest.mark.parametrize("token", ["drop:nobody", "drop:", "cut:x:1", f"cut:{HOLD}:", f"cut:{HOLD}:-1", "explain:x", "",
                                   f"cut:{HOLD}:²", f"wish:{HOLD}", f"drop:{step('She rang them')}", f"drop:{HOLD}x"])
def test_what_does_not_fit_is_left_out_and_said(token):
    asked = Asked(FIRST, 0, [token])
    panel = what_if_of(STORY, asked)
    assert panel.odd == 1 and panel.told["ms"] == 250_000 and asked.tokens == []


def test_a_wait_that_still_runs_cannot_be_shortened(running):  # noqa: F811
    panel = what_if_of(running, Asked("e4", 0))
    assert panel is None or panel.subject is None


def test_the_fix_carries_what_it_should_save():
    link = what_if_of(STORY, Asked(HOLD, 0)).fix_link("w1")
    told = {name: words[0] for name, words in parse_qs(urlsplit(link).query).items()}
    call = STORY.lanes[1].key
    assert told == {"walk": "w1", "journey": STORY.plan["id"], "touchpoint": call, "title": "Remove the 11:40 hold",
                    "minutes": "11.667", "steps": "0", "points": "7.2"}


def test_a_fix_at_two_touchpoints_is_one_of_the_journey():
    panel = what_if_of(STORY, Asked(HOLD, 0, [f"drop:{step('Searched')}"]))
    told = parse_qs(urlsplit(panel.fix_link("w1")).query)
    assert "touchpoint" not in told and told["steps"] == ["1"]
    assert told["points"] == [f"{-panel.told['delta_milli'] / 1000:.1f}"]


@on_sqlite
def test_the_edits_stand_in_the_address(drawn, as_):
    mo = as_("mo")
    page = mo.get(f"/walks/{drawn}?wait={HOLD}&to=0&try=drop:{step('Account number, again')}").text
    assert "What if the 11:40 hold were gone? And 1 more change" in page and "Saves at least 11:40 of waiting" in page
    assert 'class="tl-if" d="M' in page and "/improvements/new?walk=" in page
    plain = mo.get(f"/walks/{drawn}").text
    assert 'class="tl-if" d=""' in plain and "As walked" in plain and "/improvements/new" not in plain
    form = mo.get(what_if_of(STORY, Asked(HOLD, 0)).fix_link(drawn)).text
    assert "Remove the 11:40 hold" in form and 'value="11:40"' in form and 'value="7.2"' in form
    assert "/improvements/new" not in as_("ada").get(f"/walks/{drawn}?wait={HOLD}&to=0").text


@on_sqlite
def test_htmx_gets_the_panel_alone(drawn, as_):
    part = as_("mo").get(f"/walks/{drawn}/what-if?wait={FIRST}&to=120", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section id="what-if"') and "took 2:00?" in part and "data-path" in part
    for nonsense in ("to=abc", "to=-4", "wait=%00", "cut=", "try=drop:x", "to=99999999999", "cut=a&cut=b:c"):
        assert as_("mo").get(f"/walks/{drawn}/what-if?{nonsense}").status_code == 200, nonsense


@on_sqlite
def test_a_wait_nobody_saw_the_end_of_says_at_least(drawn):
    tom = demo_stories()[2]
    panel = what_if_of(tom, Asked())
    assert panel.subject.at_least and panel.subject.length == "at least 16:25"
