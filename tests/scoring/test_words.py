"""The words that go with numbers, at their cut points."""

import pytest

from app.scoring.cells import ANECDOTE, EVIDENCE, INDICATION, STRONG
from app.scoring.config import DEFAULTS
from app.scoring.entries import FRICTION, OUTCOMES
from app.scoring.words import LEVELS, band, felt, mood


@pytest.mark.parametrize(("bin", "word", "serious"), [
    (0, "A stroll", "Very easy"), (14, "A stroll", "Very easy"), (15, "Fair walk", "Easy"),
    (29, "Fair walk", "Easy"), (30, "Uphill", "Some effort"), (44, "Uphill", "Some effort"),
    (45, "Hard going", "Hard"), (59, "Hard going", "Hard"), (60, "A slog", "Very hard"), (100, "A slog", "Very hard"),
])
def test_a_band_ends_where_the_next_begins(bin, word, serious):
    assert (band(bin), band(bin, serious=True)) == (word, serious)


def test_what_was_not_scored_or_said_has_no_word():
    assert (band(None), felt(None), mood(None)) == (None, None, None)


def test_felt_and_mood_run_from_their_poles():
    assert (felt(1), felt(4), felt(7)) == ("Effortless", "Some effort", "Exhausting")
    assert (mood(-2), mood(0), mood(2)) == ("Fed up", "So-so", "Relieved")


def test_every_level_has_words():
    assert list(LEVELS) == [ANECDOTE, INDICATION, EVIDENCE, STRONG]


def test_every_kind_has_its_size():
    assert set(DEFAULTS["friction"]) == set(FRICTION)
    assert set(DEFAULTS["outcome"]) == set(OUTCOMES)
