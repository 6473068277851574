"""The proof of a fix as the demo world has it, on its own page and in the list of what was done."""

from app.demo.script import demo_id
from tests.demo_world import database_url  # noqa: F401 — over the demo world
from tests.insights.test_pages import statements
from tests.world import on_sqlite


@on_sqlite
def test_the_demo_world_proves_one_fix_and_lists_it(as_, app):
    mo = as_("mo")
    returns = demo_id("journey", "return")
    page = mo.get(f"/improvements/{demo_id('fix', 'receipt')}").text
    part = next(words.split('"')[0] for words in page.split('hx-get="')[1:] if words.startswith("/insights/proof"))
    asking = {"hx-request": "true"}
    told = mo.get(part.replace("&amp;", "&"), headers=asking).text
    assert "It worked for Tom Reyes, 34" in told and "3 walks by 3 people" in told and "<html" not in told
    assert "at least 20 points less" in told and "Internal walkthrough · 6 walks by" in told
    done = mo.get(f"/insights/fixes-done?journey={returns}", headers=asking).text
    assert "Worked" in done and "Stop asking for an e-mail" in done
    for page in (part.replace("&amp;", "&"), "/insights/fixes-done", "/improvements",
                 f"/improvements/{demo_id('fix', 'credit')}", f"/improvements/{demo_id('fix', 'credit')}/edit"):
        assert statements(app, lambda page=page: mo.get(page)) <= 12, page
    call = demo_id("touchpoint", demo_id("journey", "dispute"), "call")
    assert "The menu, the limit of £25" in mo.get(f"/touchpoints/{demo_id('journey', 'dispute')}/{call}/sheet").text
