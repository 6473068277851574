"""Pins and words find room: never on top of each other, each at its time or told apart by a leader."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from app.insights.beneath import words_below
from app.insights.marks import Row
from app.insights.pins import LEVELS, NUDGE_PX, PIN_PX, Pin, place_pins, place_rows

xs = st.lists(st.floats(0, 1100, allow_nan=False), max_size=60)


@given(xs)
def test_pins_on_one_level_never_touch(places):
    pins = place_pins([(x, n) for n, x in enumerate(places)])
    for level in range(LEVELS):
        on = sorted(pin.x for pin in pins if pin.level == level)
        assert all(b - a >= PIN_PX - 1e-6 for a, b in zip(on, on[1:], strict=False))


@given(xs)
def test_every_mark_is_in_exactly_one_pin(places):
    pins = place_pins([(x, n) for n, x in enumerate(places)])
    assert sorted(n for pin in pins for n in pin.members) == list(range(len(places)))


@given(xs)
def test_a_pin_moves_right_only_and_not_far(places):
    for pin in place_pins([(x, n) for n, x in enumerate(places)]):
        assert 0 <= pin.x - pin.tick <= NUDGE_PX + 1e-6


@given(xs, st.floats(0, 1000), st.floats(1, 200))
def test_pins_keep_off_words_that_stand_there(places, start, width):
    pins = place_pins([(x, n) for n, x in enumerate(places)], {0: [(start, start + width)]})
    assert not [p for p in pins[1:] if p.level == 0 and start - PIN_PX / 2 < p.x < start + width + PIN_PX / 2]


def test_what_finds_no_room_is_counted():
    pins = place_pins([(10, n) for n in range(12)])
    assert sum(len(pin.members) for pin in pins) == 12
    assert [pin for pin in pins if pin.is_count]


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(5, 300)), max_size=30))
def test_words_on_a_row_never_touch_and_nothing_is_lost(items):
    placed, left = place_rows([(x, width, n) for n, (x, width) in enumerate(sorted(items))], 3, 1000, shift=50)
    assert len(placed) + len(left) == len(items)
    for row in range(3):
        on = sorted((one.x, one.x + one.width) for one in placed if one.row == row)
        assert all(b[0] >= a[1] for a, b in zip(on, on[1:], strict=False))


def test_a_second_line_under_the_thread_keeps_off_a_first_that_hangs_below_a_bar():
    row = Row(None, 0)
    bars = [{"x": 100, "width": 30, "name": "Page load 0:12", "is_named": False}]
    words_below(SimpleNamespace(worth=lambda moment: 5000), row, bars, [Pin(160, 160, 0, [{"id": "snag"}])])
    first, second = row.texts
    assert (first["name"], second["name"]) == ("Page load 0:12", "+5.0")
    assert second["y"] - first["y"] >= 16
