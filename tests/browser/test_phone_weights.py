"""The phone scores by the weight set in force once it heard of it, and by the one it has until then."""

import json

import pytest

from app.demo.walks import maria_by_dana
from app.insights import weights
from app.kit import jobs
from app.kit.web import static_url
from tests.insights.logs import enter_journeys, enter_walk, journey_shape

SCORED = """async ([catalogue_js, fold_js, score_js, token, lines, journey, said]) => {
  const [{Catalogue}, {fold}, {scoreFold}] = await Promise.all(
    [catalogue_js, fold_js, score_js].map((url) => import(url)));
  const kept = new Map([["token", token], ...(said.kept ? [["catalogue", said.kept]] : [])]);
  const store = {meta: async (name) => kept.get(name), setMeta: async (rows) => {
    for (const [name, row] of Object.entries(rows)) kept.set(name, row);
  }};
  const catalogue = new Catalogue({store}, {id: "practice"});
  await catalogue.open();
  if (said.online) await catalogue.refresh(true);
  return {kept: kept.get("catalogue"), score: scoreFold(fold(lines), journey, catalogue.config)};
}"""


@pytest.fixture
def walked(live_app):
    """(its id, its lines) of Ada's finished walk."""
    script = maria_by_dana()
    with live_app.database.write() as session:
        enter_journeys(session)
        walk_id = enter_walk(session, live_app.cast["ada"], script)
    jobs.drain(live_app.database)
    return walk_id, [{**json.loads(line), "by": live_app.cast["ada"].id} for line in script.lines]


def test_the_phone_scores_by_the_weights_in_force_and_offline_by_those_it_has(live_app, chromium, walked):
    walk_id, lines = walked
    page = live_app.signed_in(chromium, "ada").new_page()
    page.goto(f"{live_app.url}/offline")
    urls = [static_url(f"js/capture/{name}.js") for name in ("catalogue", "fold", "score")]
    token = live_app.token("ada")

    def phone(**said) -> dict:
        return page.evaluate(SCORED, [*urls, token, lines, journey_shape("dispute"), said])

    def server() -> dict:
        read = page.request.get(f"{live_app.url}/api/v1/walks/{walk_id}")
        assert read.ok, read.text()
        return read.json()["score"]

    first, before = phone(online=True), server()
    assert first["score"]["milli"] == before["milli"]
    with live_app.database.write() as session:
        own = weights.in_force(session)
        values = {**own.values, "peak": "0.1", "half": {**own.values["half"], "wait": "3.3"}}
        values["weights"] = {**values["weights"], "steps": "60", "friction": "7", "mood": "11"}
        weights.save(session, values, "Steps count most here", own.id, live_app.cast["una"].id)

    after, old = server(), phone(kept=first["kept"], online=False)
    assert old["score"]["milli"] == before["milli"] != after["milli"], "offline it keeps its set; the server's wins"
    heard = phone(kept=first["kept"], online=True)["score"]
    assert [heard[name] for name in ("milli", "contributions_milli")] == [
        after[name] for name in ("milli", "contributions_milli")]
    assert [stage["milli"] for stage in heard["stages"]] == [stage["milli"] for stage in after["stages"]]
