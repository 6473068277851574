"""The mood under a timeline: its taps, the curve through them, and what was said with them."""

from app.insights.axis import Axis
from app.insights.curves import one_a_place, smooth
from app.insights.lettering import quoted, text_px
from app.insights.marks import Mark, when
from app.insights.pins import place_rows
from app.insights.story import Story
from app.insights.words import mood_word

MOOD_PX = 118


def mood_of(story: Story, axis: Axis, top: float, number: int) -> dict | None:
    """{top, height, marks, path, words, taps, held} of the mood lane; None without a tap."""
    taps = story.moods.values()
    if not taps:
        return None

    def y(value: int) -> float:
        return top + 26 + (2 - value) * 16
    marks = [Mark(m["id"], f"{when(story, m)}: mood {mood_word(m['b']['value']).lower()}", m["at"],
                  axis.x(m["at"]), y(m["b"]["value"]), number, "mood") for m in sorted(taps, key=lambda m: m["at"])]
    points_ = one_a_place([(mark.x, mark.y) for mark in marks])
    words = [{"y": y(value), "words": mood_word(value).lower(), "face": f"face-{value + 3}"} for value in (2, 0, -2)]
    marks += _mood_quotes(story, axis, top, number)
    return {"top": top, "height": MOOD_PX, "marks": marks, "path": smooth(points_), "words": words,
            "taps": len(taps), "held": (points_[-1][0], points_[-1][1], axis.x(axis.spans[-1][1]))}


def _mood_quotes(story: Story, axis: Axis, top: float, number: int) -> list[Mark]:
    """Notes that belong to a mood: under the curve where the mood was low, above it where it was high."""
    moods = story.moods
    notes = [m for m in story.fold["moments"] if m["kind"] == "note" and not m["voided"]
             and m["b"].get("about") in moods and m["b"].get("words")]
    marks = []
    for low in (True, False):
        here = [m for m in notes if (moods[m["b"]["about"]]["b"]["value"] <= 0) == low]
        items = [(axis.x(m["at"]) - 8, text_px(quoted(m["b"]["words"])), m) for m in here]
        placed, _ = place_rows(sorted(items, key=lambda item: item[0]), 1, axis.width, shift=60)
        marks += [Mark(one.what["id"], f"{when(story, one.what)}: {quoted(one.what['b']['words'])}",
                       one.what["at"], one.x, top + (108 if low else 16), number, "quote",
                       {"words": quoted(one.what["b"]["words"])}) for one in placed]
    return marks
