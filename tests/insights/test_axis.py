"""The time axis: x follows time, quiet stretches fold, nothing that was logged is folded away."""

import pytest

from app.insights.axis import LIVE, ON_THE_AXIS, PLOT_PX, START_PX, Axis, stretches
from tests.insights.logs import demo_stories, random_story

STORIES = [*demo_stories(), *(random_story(seed) for seed in range(80))]


def test_x_never_goes_back_in_time():
    for story in STORIES:
        axis = Axis(story.spans, story.fold["pauses"])
        times = sorted({moment["at"] for moment in story.fold["moments"]})
        xs = [axis.x(at) for at in times]
        assert xs == sorted(xs)
        assert all(START_PX <= x <= axis.width for x in xs)


def test_every_tap_stands_outside_the_folds():
    for story in STORIES:
        for moment in story.fold["moments"]:
            if moment["kind"] in ON_THE_AXIS and not moment["voided"]:
                assert any(a <= moment["at"] <= b for a, b in story.spans)


def test_no_queue_or_hold_is_folded_but_where_the_walk_was_paused():
    for story in STORIES:
        paused = [(p["from"], p["to"] or 2**60) for p in story.fold["pauses"]]
        for wait in (wait for visit in story.fold["visits"] for wait in visit["waits"]):
            a, b = wait["from"], wait["to"]
            if wait["kind"] in LIVE and b and not any(x < b and y > a for x, y in paused):
                folds = zip(story.spans, story.spans[1:], strict=False)
                assert not [1 for (_, end), (start, _) in folds if a < start and b > end]


def test_only_gaps_of_more_than_two_minutes_fold():
    for story in STORIES:
        for fold in Axis(story.spans).folds:
            assert fold.ms > 120_000


def test_a_minute_is_as_wide_everywhere():
    story = demo_stories()[0]
    axis = Axis(story.spans)
    for start, end in story.spans:
        if end - start >= 60_000:
            assert axis.x(start + 60_000) - axis.x(start) == pytest.approx(axis.px_per_minute, abs=.11)


def test_the_drawn_walk_folds_twenty_hours_and_two_days():
    folds = Axis(demo_stories()[0].spans).folds
    assert [round(fold.ms / 3_600_000) for fold in folds] == [20, 47]
    assert Axis(demo_stories()[0].spans).width == pytest.approx(PLOT_PX)


def test_the_words_of_two_ticks_never_touch():
    for axis in (Axis(story.spans, zoom=zoom) for story in STORIES for zoom in (None, 10, 1)):
        ends = 0.0
        for n, (x, words) in enumerate(axis.ticks()):
            wide = 7.7 * len(words)  # of the widest digit at 13.5 px
            assert x - wide / 2 * (n > 0) >= ends + 8 * (n > 0), (x, words)
            ends = x + (wide / 2 if n else wide)


def test_a_walk_of_one_tap_has_an_axis():
    fold = {"moments": [], "visits": [], "pauses": [], "began_at": 5}
    assert stretches(fold) == [(5, 5)]
    assert Axis([(5, 5)]).x(5) == START_PX
