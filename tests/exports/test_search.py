"""Search: it finds what one may see and nothing else, on both databases, whatever is typed; and it forgets."""

import json
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.accounts.access import Actor
from app.demo.walks import maria_by_dana
from app.exports import search_index
from app.exports.search import found
from app.exports.search_models import Finding
from app.exports.search_words import asked_words, excerpt, folded, parts
from app.improvements import commands as improvements
from app.improvements.forms import ImprovementIn
from app.journeys import places
from app.kit import jobs
from app.voice.commands import CommentIn, take_comment
from app.walks import commands as walks
from app.walks.models import Message, Walk
from app.walks.talk import say
from tests.insights.logs import JOURNEY, another, enter_walk
from tests.insights.test_pages import statements

HOSTILE = ['"', "*", '"" OR ""', "NEAR(a b, 2)", "a AND NOT b", "folded:x", "-x", "^x", "{x y}:z", "x' OR 1=1 --",
           "\\", "%", "'x':*", "!x & y", "<->", "(((", "\u0000x", "½", "\ud83d\udc5f", "x" * 10_000, "wort " * 2000,
           "𝼀𝼁", "a\u0301"]


def heads(reply) -> list[str]:
    """The kinds found, as headed."""
    assert reply.status_code == 200
    return re.findall(r'id="finds-(\w+)"', reply.text)


def search(client, words: str, **more):
    return client.get("/search", params={"q": words, **more})


@pytest.fixture
def told(database, drawn) -> str:
    """A walk, a comment, a fix and a sentence beside the walk, all of them about the zebra."""
    with database.write() as session:
        take_comment(session, CommentIn(words="The Zébra was never explained.", source="Letter", journey_id=JOURNEY))
        improvements.make_improvement(session, ImprovementIn(
            title="Explain the zebra", kind="explain", why="Nobody knows it", journey_id=JOURNEY, owner="Care"))
        say(session, "u-mo", session.get(Walk, drawn), "Which zebra was it?", places=[])
    jobs.drain(database)
    return drawn


def test_words_are_compared_without_accents_and_signs():
    assert folded("Überfällig, Straße & Co.") == "uberfallig strasse co"
    assert asked_words('"* a Zébra zebra 7 x¿') == ["zebra", "7"] and asked_words("* \" ( )") == []
    assert asked_words("x" * 10_000) == ["x" * 64] and len(asked_words(" ".join(f"w{n}" for n in range(50)))) == 8
    assert parts("a Zébra-crossing", ["zeb", "cross"]) == [
        ("a ", False), ("Zébra", True), ("-", False), ("crossing", True)]


def test_an_excerpt_shows_the_stretch_around_the_find():
    said = excerpt("word " * 100 + "zebra " + "tail " * 100, ["zebra"])
    assert said[0] == ("… ", False) and said[-1] == (" …", False) and ("zebra", True) in said
    assert sum(len(piece) for piece, _ in said) < 300
    assert excerpt("Short and sweet.", ["nothing"]) == [("Short and sweet.", False)]
    assert "".join(piece for piece, _ in excerpt("y" * 5000, ["y"])).startswith("yyy")


def test_a_manager_finds_every_kind_and_each_find_opens(told, as_):
    mo = as_("mo")
    assert heads(search(mo, "zebra")) == ["comment", "fix", "talk"]
    assert heads(search(mo, "ZÉB")) == ["comment", "fix", "talk"] and heads(search(mo, "zebra letter")) == ["comment"]
    assert "<mark>Zébra</mark>" in search(mo, "zebra").text
    assert heads(search(mo, "Maria")) == ["persona", "walk"] and "words" in heads(search(mo, "account"))
    for words in ("zebra", "maria", "account", "dispute", "call"):
        for href in set(re.findall(r'class="find" href="([^"#]+)', search(mo, words).text)):
            assert "/touchpoints/" in href or mo.get(href).status_code == 200, href


def test_a_wait_is_found_by_what_was_waited_for_until_it_is_taken_back(told, database, cast, as_):
    def waits(words: str) -> list[str]:
        return re.findall(r'class="find" href="([^"#]+)[^"]*">\s*<span class="find__title">Wait', search(
            as_("mo"), words).text)
    assert [len(waits(words)) for words in ("hold", "on hold", "page load", "parcel")] == [2, 2, 1, 0]
    (hold,) = waits("hold 11:40")
    assert "Wait on <mark>hold</mark>, " in search(as_("mo"), "hold 11:40").text
    assert "Wait, hold 11:40" in as_("mo").get(hold).text
    assert heads(search(as_("zoe"), "hold")) == []
    last = json.loads(maria_by_dana().lines[-1])
    void = {**last, "id": "gone", "tap": "gone", "seq": last["seq"] + 1, "kind": "void", "ref": hold.split("of=")[1],
            "visit": None, "by": "u-ada", "b": {}}
    with database.write() as session:
        walks.receive(session, cast["ada"], maria_by_dana().dev, [json.dumps(void)])
    jobs.drain(database)
    assert waits("hold 11:40") == [] and len(waits("hold")) == 1


def test_a_snag_is_found_by_either_of_its_names_when_nobody_wrote_a_word(told, database, cast, as_):
    lines = [json.loads(line) for line in another(maria_by_dana(), "mute", "u-zoe")]
    for line in lines:
        line["b"].pop("words", None)
    mute = SimpleNamespace(lines=list(map(json.dumps, lines)), dev="phone-mute", walk="mute")
    with database.write() as session:
        enter_walk(session, cast["zoe"], mute)
    jobs.drain(database)
    for words in ("asked again", "repeat info"):
        page = search(as_("mo"), words, only="words").text
        assert page.count('href="/walks/mute?of=') == page.count(f'href="/walks/{told}?of=') == 4, words
    assert 'href="/walks/' not in search(as_("mo"), "had to contact again", only="words").text


def test_a_place_is_found_by_its_name_and_leads_to_what_may_be_told_of_it(told, database, as_):
    assert heads(search(as_("mo"), "zébra lane")) == []
    with database.write() as session:
        key = places.make_place(session, places.PlaceIn(name="Zebra Lane store")).id
    for who in ("mo", "vi"):
        page = search(as_(who), "zébra lane")
        assert heads(page) == ["place"] and "<mark>Zebra</mark> <mark>Lane</mark> store" in page.text
        assert "place" in heads(search(as_(who), "store"))
        assert heads(search(as_(who), "store", only="place")) == ["place"]
        assert f'href="/insights/heat?place={key}"' in page.text
        assert "kept back so that nobody who works there" in as_(who).get(f"/insights/heat?place={key}").text
    assert "place" not in heads(search(as_("mo"), "store", only="touchpoint"))
    assert heads(search(as_("ada"), "zebra lane")) == []


def test_words_of_every_language_on_offer_are_found(told, database, as_):
    said = {"返金": "返金がまだ届きません", "待": "電話で長く待たされた", "退款": "我的退款还没有到",
            "verspat": "Die Verspätung war lang",
            "RESEAU": "Le re\u0301seau est en panne", "αναμον": "Μεγάλη αναμονή", "ödeme": "ODEME ALINMADI",
            "очікув": "Довге очікування", "استرداد": "لم يصل استرداد المال", "łącz": "Brak lacza"}
    with database.write() as session:
        for words in said.values():
            take_comment(session, CommentIn(words=words, source="Survey"))
    jobs.drain(database)
    mo = as_("mo")
    for asked, words in said.items():
        page = search(mo, asked)
        assert heads(page) == ["comment"] and "<mark>" in page.text, asked
        assert re.sub(r"</?mark>", "", page.text).count(words) == 1, asked
    assert heads(search(mo, "金返着")) == []


def test_a_walker_finds_the_own_walks_and_nothing_of_the_desk(told, as_):
    assert heads(search(as_("ada"), "zebra")) == ["talk"]
    assert heads(search(as_("ada"), "account")) == ["words"] and "walk" in heads(search(as_("ada"), "dispute"))
    for words in ("zebra", "account", "dispute", "maria"):
        assert heads(search(as_("zoe"), words)) == []
        assert "No trace of that here" in search(as_("zoe"), words).text


def test_what_a_walker_withdraws_nobody_else_finds(database, told, as_):
    assert as_("ada").post(f"/walks/{told}/withdrawal").status_code == 303
    jobs.drain(database)
    assert heads(search(as_("mo"), "account")) == [] and heads(search(as_("ada"), "account")) == ["words"]


def test_signs_mean_nothing_and_break_nothing(database):
    with database.read() as session:
        for typed in HOSTILE:
            assert found(session, Actor("u-mo", "Mo", "manager"), typed).n == 0


def test_hostile_words_are_shown_as_words(told, as_):
    reply = search(as_("mo"), "<script>alert(1)</script>")
    assert reply.status_code == 200 and "<script>alert" not in reply.text
    assert search(as_("mo"), "\x00").status_code == 200 and search(as_("mo"), "zebra " * 1700).status_code == 200


def test_what_is_asked_in_parts_comes_in_parts(told, as_):
    part = as_("mo").get("/search?q=zebra", headers={"hx-request": "true"})
    assert "<html" not in part.text and heads(part) == ["comment", "fix", "talk"]
    assert heads(search(as_("mo"), "zebra", only="fix")) == ["fix"]
    assert "Nothing looked for yet" in as_("mo").get("/search").text


def test_a_page_of_finds_takes_few_statements(app, told, as_):
    mo = as_("mo")
    assert statements(app, lambda: search(mo, "zebra")) <= 6


def test_an_erased_walk_leaves_no_word_behind(database, app, told, as_):
    with database.write() as session:
        walks.erase(session, app.state.blobs, told)
    jobs.drain(database)
    assert heads(search(as_("mo"), "account")) == []
    with database.read() as session:
        assert not session.exec(select(Finding).where(Finding.walk_id == told)).all()
        assert not session.exec(select(Message)).all()
        if database.is_sqlite:
            blocks = session.execute(text("SELECT block FROM finding_fts_data")).scalars()
            assert not [block for block in blocks if block and b"account" in block]


def test_rebuilding_writes_the_same_again(database, told, as_):
    def rows():
        with database.read() as session:
            return sorted((one.noun, one.title, one.words, one.folded) for one in session.exec(select(Finding)))
    before = rows()
    with database.write() as session:
        session.execute(text("DELETE FROM finding"))
    assert search_index.rebuild(database) >= 5 and rows() == before
    assert heads(search(as_("mo"), "zebra")) == ["comment", "fix", "talk"]


def test_what_changes_is_found_by_its_new_words_alone(database, cast, told, as_):
    with database.write() as session:
        key = improvements.make_improvement(session, ImprovementIn(
            title="Paint the lion", kind="change", why="x", journey_id=JOURNEY, owner="Care"))
        improvements.revise_improvement(session, key, 1, ImprovementIn(
            title="Paint the tiger", kind="change", why="x", journey_id=JOURNEY, owner="Care"))
    jobs.drain(database)
    assert heads(search(as_("mo"), "tiger")) == ["fix"] and heads(search(as_("mo"), "lion")) == []
