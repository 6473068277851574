"""Lengths of time as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journeys.times import read_time, typed_time


@pytest.mark.parametrize(("typed", "ms"), [
    ("2:30", 150_000), ("0:10", 10_000), ("1:00:00", 3_600_000), ("90:00", 5_400_000), ("24 h", 86_400_000),
    ("3 days", 259_200_000), ("10min", 600_000), ("45 s", 45_000), (" 2:30 ", 150_000), ("", None), ("  ", None)])
def test_times_are_read_as_people_type_them(typed, ms):
    assert read_time(typed) == ms


@pytest.mark.parametrize("typed", ["2", "2.5", "2:3", "2:60", "-1:00", "soon", "1:2:3:4", "²:00", "99999999:00"])
def test_anything_else_is_refused(typed):
    with pytest.raises(ValueError):
        read_time(typed)


@given(st.integers(0, 366 * 86_400_000))
def test_what_is_shown_in_a_form_reads_back_as_the_same_time(ms):
    assert read_time(typed_time(ms)) == ms
