"""Themes: put by hand, by rule and by suggestion; what counts, what waits, and what a person said no to."""

import pytest
from sqlmodel import select

from app.accounts.languages import LANGUAGES
from app.demo.walks import maria_by_dana
from app.insights.models import Cell
from app.kit import jobs
from app.personas.models import Evidence, Persona
from app.voice import themes
from app.voice.commands import CommentIn, take_comment
from app.voice.models import Comment, CommentTheme, Theme
from app.voice.rules import finder, folded, groups_of, rule_of
from app.voice.small_words import small_words
from tests.insights.logs import enter_journeys, enter_walk

SAID = ("Nobody rang back.", "I was waiting 40 minutes on hold.", "The bill was wrong again.", "Lovely shop.")


@pytest.fixture
def heard(database, cast) -> list[str]:
    """Four comments, their rules not run yet; ids in the order of SAID."""
    with database.write() as session:
        enter_journeys(session)
        return [take_comment(session, CommentIn(words=words, source="Survey", felt=felt))
                for words, felt in zip(SAID, (6, 7, 5, None), strict=True)]


def made(database, name: str) -> Theme:
    with database.read() as session:
        return session.exec(select(Theme).where(Theme.name == name)).one()


def tags(database, theme: Theme) -> dict[str, str]:
    """words → state"""
    with database.read() as session:
        return dict(session.execute(select(Comment.words, CommentTheme.state).join(
            CommentTheme, CommentTheme.comment_id == Comment.id).where(
            CommentTheme.theme_id == theme.id)).all())


def test_a_theme_is_put_and_taken_by_hand_and_counted(database, as_, heard):
    mo = as_("mo")
    assert "No theme yet" in mo.get("/voice/themes").text
    assert mo.post("/voice/themes", data={"name": " Nobody  rings back "}).status_code == 303
    theme = made(database, "Nobody rings back")
    for comment in heard[:2]:
        part = mo.post(f"/voice/comments/{comment}/themes", data={"on": theme.id}, headers={"hx-request": "true"})
        assert part.status_code == 200 and 'class="theme-tag"' in part.text
    page = mo.get("/voice/themes").text
    assert "“Nobody rings back” is spoken of most: 2 of 4 comments" in page and "6.5" in page and "100 %" in page
    mo.post(f"/voice/comments/{heard[0]}/answer", data={"led_to": "changed"})
    assert mo.post(f"/voice/comments/{heard[1]}/themes", data={"on": "", "off": theme.id}).status_code == 303
    page = mo.get("/voice/themes").text
    assert "1 of 4 comments" in page and "0 %" in page
    assert "1 comment, every one answered" in mo.get(f"/voice?theme={theme.id}").text
    assert "3 comments" in mo.get("/voice?theme=none").text


def test_a_rule_finds_old_and_new_comments_and_never_what_a_hand_took_away(database, as_, heard):
    mo = as_("mo")
    preview = mo.get("/voice/themes/preview", params={"words": "wait, rang"}, headers={"hx-request": "true"}).text
    assert "2 comments" in preview and "Nobody rang back." in preview
    mo.post("/voice/themes", data={"name": "Slow", "words": "Wait\nrang, rang"})
    jobs.drain(database)
    theme = made(database, "Slow")
    assert theme.rule == ["wait", "rang"]
    assert tags(database, theme) == {SAID[0]: "counts", SAID[1]: "counts"}
    mo.post(f"/voice/comments/{heard[1]}/themes", data={"off": theme.id})
    mo.post("/voice/comments", data={"words": "WAITED for ever", "source": "Letter"})
    jobs.drain(database)
    assert tags(database, theme) == {SAID[0]: "counts", SAID[1]: "away", "WAITED for ever": "counts"}
    mo.post(f"/voice/themes/{theme.id}", data={"name": "Slow", "words": "wait"})
    jobs.drain(database)
    assert tags(database, theme) == {SAID[1]: "away", "WAITED for ever": "counts"}
    mo.post(f"/voice/themes/{theme.id}", data={"name": "Slow", "words": ""})
    jobs.drain(database)
    assert tags(database, theme) == {SAID[1]: "away"}


def test_a_suggestion_counts_nowhere_before_a_person_accepts_it(database, as_, cast):
    mo = as_("mo")
    with database.write() as session:
        for n in range(5):
            take_comment(session, CommentIn(words=f"The parcel locker jammed, number {n}", source="S"))
            take_comment(session, CommentIn(words=f"Colleague {n} smiled", source="S"))
    part = mo.get("/voice/themes/suggested", headers={"hx-request": "true"}).text
    assert "parcel locker" in part and "suggested, 5 comments" in part and "in any figure" in part
    mo.post("/voice/themes", data={"name": "Lockers jam", "alike": "parcel locker"})
    theme = made(database, "Lockers jam")
    assert set(tags(database, theme).values()) == {"waits"}
    page = mo.get("/voice/themes").text
    assert "5 suggested, not counted" in page and "0 of 10 comments are in a theme" in page
    waiting = mo.get(f"/voice?theme={theme.id}:waits").text
    assert "5 comments" in waiting and "Yes, this speaks of Lockers jam" in waiting
    with database.read() as session:
        first, second = session.exec(select(CommentTheme.comment_id).limit(2)).all()
    mo.post(f"/voice/comments/{first}/themes", data={"yes": theme.id, "on": ""})
    mo.post(f"/voice/comments/{second}/themes", data={"off": theme.id})
    assert sorted(tags(database, theme).values()) == ["away", "counts", "waits", "waits", "waits"]
    mo.post(f"/voice/themes/{theme.id}/acceptance")
    assert sorted(tags(database, theme).values()) == ["away", *["counts"] * 4]


def test_a_persona_made_of_a_theme_rests_on_its_comments(database, as_, heard):
    mo = as_("mo")
    mo.post("/voice/themes", data={"name": "Nobody rings back", "words": "rang"})
    jobs.drain(database)
    theme = made(database, "Nobody rings back")
    form = mo.get(f"/personas/new?theme={theme.id}").text
    assert 'value="Nobody rings back"' in form and "the newest 1 comment of" in form
    sent = {"theme": theme.id, "name": "Ruth, 58", "issue": "Nobody rang back", "goal": "", "shoes": "brogue",
            "mood": "0", "digital_access": "full"}
    again = mo.post("/personas", data=sent)
    assert again.status_code == 422 and f'value="{theme.id}"' in again.text
    address = mo.post("/personas", data={**sent, "goal": "A call within a day"}).headers["location"]
    with database.read() as session:
        assert session.exec(select(Evidence.comment_id)).all() == [heard[0]]
        assert session.get(Persona, persona := address.split("/")[2].split("?")[0])
    assert "Nobody rang back." in mo.get(address).text
    assert "Nobody has walked 1 of 1 theme yet" in (part := mo.get("/insights/unwalked").text)
    assert f"/personas/{persona}" in part


def test_what_was_walked_is_no_longer_unwalked(database, cast, as_):
    mo = as_("mo")
    with database.write() as session:
        enter_journeys(session)
        enter_walk(session, cast["ada"], maria_by_dana())
    jobs.drain(database)
    with database.write() as session:
        cell = session.exec(select(Cell).where(Cell.touchpoint != "", Cell.mode == "be")).first()
        comment = take_comment(session, CommentIn(words="slow", source="S"))
        for name, place in (("There", (cell.journey_id, cell.touchpoint)), ("Elsewhere", None)):
            themes.tag(session, comment, themes.make_theme(session, name, None, place=place).id, True, "u-mo")
    page = mo.get("/insights/unwalked").text
    assert "Nobody has walked 1 of 2 themes yet" in page and "Elsewhere" in page and "There<" not in page


def test_names_are_given_once_and_a_theme_that_goes_leaves_its_comments(database, as_, heard):
    mo = as_("mo")
    assert "Give the theme a name" in mo.post("/voice/themes", data={"name": " \0 ", "words": "x y"}).text
    mo.post("/voice/themes", data={"name": "Slow", "words": "rang"})
    again = mo.post("/voice/themes", data={"name": "Slow"})
    assert again.status_code == 409 and "There is a theme “Slow” already." in again.text
    jobs.drain(database)
    assert mo.post(f"/voice/themes/{made(database, 'Slow').id}/removal").status_code == 303
    assert "No theme yet" in mo.get("/voice/themes").text and "4 comments" in mo.get("/voice").text


def test_a_rule_finds_beginnings_of_words_in_any_case():
    finds = finder(rule_of("wait, CALL  back; a; O’Hara"))
    assert [bool(finds.search(folded(said))) for said in (
        "Waiting!", "await", "call\nback", "recall back", "o'hara", "a", "")] == [
        True, False, True, False, True, False, False]
    assert not finder([]).search("anything")
    assert len(rule_of(",".join(f"w{n}" for n in range(99)))) == 30


def test_groups_are_of_words_that_stand_out_and_hold_a_comment_once():
    texts = ["the refund never came"] * 4 + ["refund came late"] + ["parking is expensive here"] * 5 + ["ok"] * 6
    groups = groups_of(texts, small_words(("en",)))
    members = [place for group in groups for place in group.members]
    assert len(members) == len(set(members)) and {len(group.members) for group in groups} == {5}
    assert all(groups_of(few, frozenset()) == [] for few in ([], ["one of a kind"], ["", "  "] * 5))


GERMAN = ["Ich habe drei Wochen auf die Rückerstattung gewartet und nichts gehört.",
          "Die Rückerstattung kam nie an, und der Kundendienst weiß von nichts.",
          "Wegen der RÜCKERSTATTUNG habe ich dreimal angerufen.", "Wo ist meine Rückerstattung, und wann kommt sie?",
          "Der Techniker kam nicht, und niemand hat Bescheid gesagt.", "Wieder kein Techniker da und keine Nachricht.",
          "Der Techniker hat uns vergessen.", "Freundlich und schnell, danke!", "Alles bestens.", "Gern wieder."]
FRENCH = ["L’attente au téléphone est trop longue pour les clients.", "Les agences sont fermées, l'attente est pire.",
          "Une attente interminable avec les mêmes menus.", "Encore de l’attente, et les conseillers sont pressés.",
          "Les re\u0301seaux sont en panne.", "Le réseau tombe tous les soirs avec la pluie.",
          "Pas de reseau dans les villages.", "Le réseau est en panne et les techniciens sont loin."]


@pytest.mark.parametrize(("texts", "language", "named", "little"), [
    (GERMAN, "de", ["rückerstattung", "techniker"], "und"), (FRENCH, "fr", ["attente", "réseau"], "les")])
def test_a_suggestion_is_not_named_after_a_small_word_of_a_language_that_was_chosen(texts, language, named, little):
    groups = groups_of(texts, small_words(("en", language)))
    assert [group.words[0] for group in groups] == named
    said = {word for group in groups for word in group.words}
    assert not said & small_words((language,)) and little not in said
    unchosen = {word for group in groups_of(texts, small_words(("en",))) for word in group.words}
    assert unchosen & small_words((language,)), "the same comments name one where nobody chose the language"


def test_every_language_on_offer_with_spaces_brings_its_small_words():
    assert not small_words(("xx",)) and "problem" not in small_words(("en",))
    assert {code for code in LANGUAGES if len(small_words((code,))) < 50} == {"ja", "zh"}


def test_a_rule_minds_no_accents_and_finds_letters_inside_where_no_space_stands_between_words():
    assert rule_of("Verspätung, verspatung; RE\u0301SEAU, 返金、待") == ["verspätung", "réseau", "返金", "待"]
    finds = finder(rule_of("Verspätung, reseau, 返金"))
    assert [bool(finds.search(folded(said))) for said in (
        "VERSPATUNG!", "les re\u0301seaux", "prereseau", "まだ返金がない", "金返")] == [True, True, False, True, False]


def test_comments_without_spaces_are_said_not_to_be_counted(database, as_, cast):
    with database.write() as session:
        for n in range(7):
            take_comment(session, CommentIn(words=f"返金がまだ届きません。{n}回電話しました。", source="S"))
    page = as_("mo").get("/voice/themes/suggested").text
    assert "Nothing to suggest" in page and "7 comments put no space between words" in page


def test_the_table_that_leaves_is_narrowed_to_the_theme_as_its_page_is(database, as_, heard):
    with database.write() as session:
        theme = themes.make_theme(session, "Slow", None).id
        themes.tag(session, heard[0], theme, True, "u-mo")
    rows = as_("mo").get("/exports/comments.json", params={"theme": theme}).json()["rows"]
    assert [row["words"] for row in rows] == [SAID[0]]
