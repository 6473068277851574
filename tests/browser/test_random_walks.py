"""Random walks, made in Python, folded and scored on both sides: equal in every millipoint."""

import json
import os

from app.scoring.effort import predicted_score, score_fold
from app.scoring.fold import fold, in_display_order
from tests.scoring.random_walks import random_walk

# After 200 of them no line of fold or score follows another for the first time; `make soak` asks for thousands.
N = int(os.environ.get("RANDOM_WALKS", 300))
CONFIG = {"weights": {"wait": 40, "mood": 7}, "peak": "0.4", "step_weight": {"explain": "2.5"}}
# As text both ways: Playwright takes objects apart piece by piece, which took twenty times as long as the scoring.
SIDE = """async (words) => {
  const { walks, config } = JSON.parse(words);
  const { fold, inDisplayOrder } = await import('/static/js/capture/fold.js');
  const { scoreFold, predictedScore } = await import('/static/js/capture/score.js');
  return JSON.stringify(walks.map(([entries, journey], i) => {
    const state = fold(entries);
    const chosen = i % 3 ? null : config;
    return {
      fold: state, shown: inDisplayOrder(state.moments).map((m) => m.id),
      score: scoreFold(state, journey, chosen), guess: predictedScore(state.prediction, journey, chosen),
    };
  }));
}"""


def told_here(entries: list, journey: dict, config: dict | None) -> dict:
    state = fold(entries)
    return json.loads(json.dumps({
        "fold": state,
        "shown": [moment["id"] for moment in in_display_order(state["moments"])],
        "score": score_fold(state, journey, config),
        "guess": predicted_score(state["prediction"], journey, config),
    }))


def test_random_walks_fold_and_score_alike_on_the_phone_and_the_server(blank_page):
    walks = [random_walk(seed) for seed in range(N)]
    there = json.loads(blank_page.evaluate(SIDE, json.dumps({"walks": walks, "config": CONFIG})))
    here = [told_here(entries, journey, None if i % 3 else CONFIG) for i, (entries, journey) in enumerate(walks)]
    apart = [seed for seed in range(N) if here[seed] != there[seed]]
    assert not apart
    scored = [got for got in here if got["score"]["milli"] is not None]
    assert len(scored) > N / 2  # the walks are worth comparing
