"""Files of comments: from upload to kept comments, and what every hostile file gets instead."""

import csv
import io
import threading
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from openpyxl import Workbook
from sqlmodel import select

from app.accounts import commands as accounts
from app.accounts.access import Actor
from app.accounts.models import Membership, Team
from app.kit import clock, jobs
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.voice import imports
from app.voice.commands import CommentIn, take_comment
from app.voice.imports import source_named
from app.voice.mapping import day_of, days_of, felt_of, guessed
from app.voice.masking import masked
from app.voice.models import Comment, Import, Source
from app.voice.reading import CELL, header_of, rows_of
from tests.insights.logs import enter_journeys
from tests.voice.workbooks import written_by_hand

CFPB = ("Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,"
        "Company,State,ZIP code,Tags,Consumer consent provided?,Submitted via,Date sent to company,"
        "Company response to consumer,Timely response?,Consumer disputed?,Complaint ID\n"
        "10/13/2026,Credit card,General,Problem with a purchase,,\"I called three times, nobody knew.\",,ACME,CA,"
        "900XX,,Consent provided,Web,10/14/2026,Closed,Yes,N/A,111\n"
        "10/02/2026,Credit card,General,Fees,,,,ACME,TX,750XX,,,Phone,10/03/2026,Closed,Yes,N/A,112\n")
# Sixteen columns and moments instead of days, as published since 2025.
CFPB_NOW = ("Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,"
            "Company,State,ZIP code,Tags,Submitted via,Date sent to company,Company response to consumer,"
            "Timely response?,Complaint ID\n"
            "2026-01-01T08:15:30.000Z,Credit card,General-purpose credit card,Billing dispute,,I was charged twice.,,"
            "Test Bank,CO,80202,None,Web,2026-01-02T09:00:00.000Z,Closed with monetary relief,Yes,1\n"
            "2026-01-03T00:00:00.000Z,Mortgage,,Applying for a mortgage,, ,,Example,CA,94105,None,Web,"
            "2026-01-04T00:00:00.000Z,Closed with explanation,Yes,2\n")
CES = ("Response ID;Date;The company made it easy for me to handle my issue;Comment\n"
       "r1;03.11.2026;2;Had to ring twice\nr2;04.11.2026;6;\nr3;25.11.2026;9;Fine\n")


def bring(mo, database, content: bytes, name: str = "comments.csv", source: str = "Survey") -> str:
    said = mo.post("/voice/imports", data={"source": source}, files={"file": (name, content)})
    assert said.status_code == 303, said.text
    return said.headers["location"]


def look(mo, database, address: str, **columns) -> str:
    with database.read() as session:
        mapping = session.get(Import, address.rsplit("/", 1)[1]).mapping
    typed = {name: value for name, value in {**mapping, "mask": "yes" if mapping["mask"] else "", **columns}.items()
             if value}
    said = mo.post(f"{address}/columns", data=typed)
    assert said.status_code == 303, said.text
    jobs.drain(database)
    return mo.get(address).text


def keep(mo, database, address: str) -> str:
    assert mo.post(f"{address}/acceptance").status_code == 303
    jobs.drain(database)
    return mo.get(address).text


def comments(database) -> list[Comment]:
    with database.read() as session:
        return list(session.exec(select(Comment).order_by(Comment.external_id)))


def test_complaints_as_the_cfpb_publishes_them_need_no_hand(database, as_):
    mo = as_("mo")
    address = bring(mo, database, CFPB.encode())
    assert "1 of 2 rows fit" in (page := look(mo, database, address)) and "No words and no rating." in page
    assert "1 new comment kept" in keep(mo, database, address)
    (kept,) = comments(database)
    assert (kept.words, kept.said_on, kept.channel) == ("I called three times, nobody knew.", date(2026, 10, 13), "web")
    assert (kept.external_id, kept.persona_said, kept.touchpoint_said) == (
        "111", "Problem with a purchase", "Credit card")


def test_complaints_as_the_cfpb_publishes_them_now_need_no_hand(database, as_):
    mo = as_("mo")
    address = bring(mo, database, CFPB_NOW.encode())
    assert "1 of 2 rows fit" in look(mo, database, address)
    keep(mo, database, address)
    (kept,) = comments(database)
    assert (kept.words, kept.said_on, kept.external_id) == ("I was charged twice.", date(2026, 1, 1), "1")


def test_a_ces_survey_goes_from_upload_to_felt_effort(database, as_):
    mo = as_("mo")
    with database.write() as session:
        enter_journeys(session)
    with database.read() as session:
        from app.journeys.queries import catalogue_journeys
        journey = catalogue_journeys(session)[0]
    about = f"{journey['id']}/{journey['touchpoints'][0]['id']}"
    address = bring(mo, database, CES.encode("cp1252"))
    page = look(mo, database, address, about=about, days="dmy")
    assert "2 of 3 rows fit" in page and "A rating on this scale is a number from 1 to 7." in page
    keep(mo, database, address)
    assert [(one.rating, one.felt, one.journey_id) for one in comments(database)] == [
        (2, 6, journey["id"]), (6, 2, journey["id"])]
    with database.read() as session:
        assert session.exec(select(Source)).one().mapping["about"] == about


def test_the_same_file_again_brings_nothing_new(database, as_):
    mo = as_("mo")
    same = b"Comment,Date\nslow,2026-11-01\nslow,2026-11-01\nquick,2026-11-02\n"
    for known in (0, 3):
        address = bring(mo, database, same)
        assert f"<dd>{known}</dd>" in look(mo, database, address)
        if known == 0:
            keep(mo, database, address)
    assert len(comments(database)) == 3, "two customers may say the same; one file twice may not"


def test_what_was_here_already_is_counted_though_others_write_meanwhile(database, as_, monkeypatch):
    mo, really = as_("mo"), imports.known_among

    def while_others_write(*said):
        found = really(*said)
        if not database.is_sqlite:  # there nobody else can
            with database.write() as other:
                take_comment(other, CommentIn(words=f"Another, {new_id()}", source="Letter"))
        return found
    monkeypatch.setattr(imports, "known_among", while_others_write)
    for content, kept, known in ((b"Comment\nslow\nquick\n", 2, 0), (b"Comment\nslow\nquick\ndear\n", 1, 2)):
        address = bring(mo, database, content)
        look(mo, database, address)
        assert f"{kept} new comment{'' if kept == 1 else 's'} kept" in keep(mo, database, address)
        with database.read() as session:
            assert session.get(Import, address.rsplit("/", 1)[1]).known == known


def test_a_workbook_is_read_by_its_values_and_never_by_its_formulas(database, as_):
    book = Workbook()
    book.active.append(["Comment", "Date", "CES 2.0"])
    book.active.append(["Easy enough", date(2026, 11, 3), 6])
    book.active.append(["=HYPERLINK(\"http://bad\")", date(2026, 11, 4), 3])
    out = io.BytesIO()
    book.save(out)
    mo = as_("mo")
    address = bring(mo, database, out.getvalue(), "survey.xlsx")
    look(mo, database, address)
    keep(mo, database, address)
    assert sorted((one.words, one.felt) for one in comments(database)) == [("", 5), ("Easy enough", 2)]


def test_the_refused_rows_leave_as_text_no_spreadsheet_runs(database, as_):
    mo = as_("mo")
    address = bring(mo, database, b"Comment,CES\nhm,=1+1\n")
    look(mo, database, address, scale="ces2")
    rows = list(csv.reader(io.StringIO(mo.get(f"{address}/refused.csv").text.lstrip("\ufeff"))))
    assert rows[1] == ["2", "CES", "'=1+1", "A rating on this scale is a number from 1 to 7."]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 160 * 2**20)
    return out.getvalue()


HOSTILE = {
    "empty": (b"  \n", "empty"),
    "a header alone": (b"Comment,Date\n", "no rows"),
    "nought bytes": (b"Comment\nhello\0there\n", "nought"),
    "an open quote": (b'Comment,Date\n"never closed,1\nmore,2\n', "line 2"),
    "a cell of a megabyte": (b'Comment\n"' + b"x" * 2**20 + b'"\n', "line 2"),
    "200 columns": (b",".join(b"c%d" % n for n in range(200)) + b"\nx\n", "200 columns"),
    "no letters": (b"\x81\x8d\x8f\n\x81", "letters"),
    "a broken workbook": (b"PK\x03\x04" + b"\0" * 100, "XLSX"),
    "a zip bomb": (bomb, "unpacks"),
    "a zip that is no workbook": (None, "XLSX"),
}


HOSTILE |= {
    "half a letter in UTF-16": ("Comment\n".encode("utf-16-le").join([b"\xff\xfe", b"\x00\xd8\n\x00"]), "letters"),
    "NUL in a workbook": (written_by_hand("a\0b"), "XLSX"),
    "a told NUL in a workbook": (written_by_hand("a&#0;b"), "XLSX"),
    "half a letter in a workbook": (written_by_hand("a&#xD800;b"), "XLSX"),
    "an entity that grows": (written_by_hand("&lol;"), "XLSX"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(as_, database, kind):
    content, word = HOSTILE[kind]
    content = content() if callable(content) else content
    if content is None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            packed.writestr("hello.txt", "x")
        content = out.getvalue()
    said = as_("mo").post("/voice/imports", data={"source": "Survey"}, files={
        "file": ("f.xlsx" if content[:2] == b"PK" else "f.csv", content)})
    assert said.status_code in (413, 422) and word in said.text, said.text
    with database.read() as session:
        assert session.exec(select(Import)).all() == []


def test_a_file_is_what_its_name_says(as_, database):
    mo = as_("mo")
    for name, content in (("f.exe", b"Comment\nslow\n"), ("f.xlsx", b"Comment\nslow\n"), ("f.html", b"Comment\nslow\n"),
                          ("f.csv", written_by_hand("a")), ("f.xlsm", written_by_hand("a")),
                          ("f.csv.zip", written_by_hand("a")), ("..\\f.php", b"Comment\nslow\n")):
        said = mo.post("/voice/imports", data={"source": "Survey"}, files={"file": (name, content)})
        assert said.status_code == 422 and "name ends in" in said.text, name
    for name, content in (("F.CSV", b"Comment\nslow\n"), ("f", b"Comment\nquick\n"), ("f.XLSX", written_by_hand("a"))):
        assert mo.post("/voice/imports", data={"source": "Survey"}, files={"file": (name, content)}).status_code == 303
    with database.read() as session:
        assert len(session.exec(select(Import)).all()) == 3


def test_a_quote_that_opens_late_is_named_when_every_row_is_looked_at(database, as_):
    content = "Comment\n" + "fine\n" * 400 + '"open\n'
    mo = as_("mo")
    page = look(mo, database, bring(mo, database, content.encode()))
    assert "begins in line 402" in page and comments(database) == []


def test_a_file_of_one_row_too_many_is_refused_whole(database, as_):
    mo = as_("mo")
    page = look(mo, database, bring(mo, database, b"Comment\n" + b"x\n" * 50_001))
    assert "more than 50,000 rows" in page and comments(database) == []


def test_quotes_semicolons_and_columns_of_one_name_come_through_to_the_comment(database, as_):
    content = ('Comment;Comment;Date\n"a ""quoted"" word; and\nmore";other;01.02.2026\n"=1+1";;13.02.2026\n'
               '"too";"many";"01.02.2026";"cells"\n')
    mo = as_("mo")
    address = bring(mo, database, content.encode())
    page = look(mo, database, address, segment="Comment (2)")
    assert "2 of 3 rows fit" in page and "4 cells, but 3 columns are named" in page
    keep(mo, database, address)
    assert sorted((one.words, one.segment, one.said_on) for one in comments(database)) == [
        ("=1+1", "", date(2026, 2, 13)), ('a "quoted" word; and\nmore', "other", date(2026, 2, 1))]
    with mo.stream("GET", "/exports/comments.csv") as said:
        rows = list(csv.reader(io.StringIO(said.read().decode("utf-8-sig"))))
    assert [cell for row in rows for cell in row if "1+1" in cell] == ["'=1+1"]


@pytest.mark.parametrize("hidden", ["a_x0000_b", "a\0b", "\0"])
def test_what_no_database_keeps_is_taken_out_of_names_and_cells(database, as_, hidden):
    mo = as_("mo")
    address = bring(mo, database, written_by_hand("a_x0000_b_xD800_"), f"s{hidden}.xlsx", f"S{hidden}urvey")
    look(mo, database, address)
    keep(mo, database, address)
    assert len(comments(database)) == 1
    assert mo.get("/voice", params={"source": hidden, "theme": hidden, "before": hidden}).status_code == 200


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_are_read_in_the_encodings_and_delimiters_people_have(encoding, delimiter):
    text = f"Comment{delimiter}Date\r\n\"Höflich, aber langsam\"\r\n"
    lines = rows_of(text.encode(encoding), "f.csv")
    assert header_of(lines) == ["Comment", "Date"]
    assert next(lines)[1][0].startswith("Höflich, aber")


def test_columns_of_one_name_are_told_apart():
    assert header_of(rows_of(b"A,A,,A\n1,2,3,4\n", "")) == ["A", "A (2)", "Column 3", "A (3)"]


def test_a_column_chosen_twice_or_a_rating_without_a_scale_is_refused(database, as_):
    mo = as_("mo")
    address = bring(mo, database, b"Comment,Stars\nx,4\n")
    for typed, words in (({"words": "Comment", "segment": "Comment"}, "chosen twice"),
                         ({"rating": "Stars"}, "which scale"), ({}, "holds their words"),
                         ({"words": "Elsewhere"}, "no column")):
        said = mo.post(f"{address}/columns", data=typed)
        assert said.status_code == 422 and words in said.text


@pytest.mark.parametrize(("words", "left"), [
    ("write to jo.b+x@mail.example.org now", "write to [e-mail] now"),
    ("ring +44 20 7946 0958 or 0161 496 0000", "ring [phone] or [phone]"),
    ("card 4111 1111 1111 1111 was charged", "card [card] was charged"),
    ("account 12345678, IBAN DE89 3704 0044 0532 0130 00", "account [account], IBAN [account]"),
    ("on 2026-11-03 at 13:45 I paid 1,250.00 for 12 months", "on 2026-11-03 at 13:45 I paid 1,250.00 for 12 months"),
    ("3 calls, 41 minutes, ext 4021", "3 calls, 41 minutes, ext 4021"),
])
def test_numbers_and_addresses_that_point_at_a_person_are_masked(words, left):
    assert masked(words) == left and masked(left) == left


def test_days_are_read_only_when_they_can_be_read_in_one_way():
    assert days_of(["13.11.2026", "01.02.2026"]) == "dmy" and days_of(["10/13/2026"]) == "mdy"
    assert days_of(["03/04/2026"]) == "" and days_of(["2026-11-03T10:00"]) == "ymd"
    assert day_of("31.02.2026", "dmy") is None


def test_scales_that_ask_for_effort_meet_at_their_ends():
    assert [felt_of(value, "ces2") for value in (7, 1)] == [1, 7]
    assert [felt_of(value, "ces2010") for value in (1, 5)] == [1, 7]
    assert felt_of(3, "csat") is None and felt_of(3, "zero_ten") is None


def test_a_source_remembers_its_columns():
    last = guessed(["Verbatim", "Q1"], {"words": "Verbatim", "rating": "Q1", "scale": "ces2", "days": "dmy"})
    assert (last["words"], last["rating"], last["scale"]) == ("Verbatim", "Q1", "ces2")


def test_a_cell_may_be_as_long_as_a_spreadsheets():
    lines = rows_of(b"Comment\n" + b"x" * CELL + b"\n", "")
    header_of(lines)
    assert len(next(lines)[1][0]) == CELL
    with pytest.raises(Refusal):
        list(rows_of(b"Comment\n" + b"x" * (CELL + 2) + b"\n", ""))


SAME = b"Number,Comment\n1,slow\n2,quick\n"


@pytest.fixture
def two_teams(database, cast):
    """Mo is in the red team, Zed in the blue one, and both know of what is everybody's."""
    with database.write() as session:
        cast["zed"] = accounts.add_user(session, "zed@shoe.test", "manager", "Zed", user_id="u-zed")
        session.add_all([Team(id=f"t-{name}", name=name.title(), made_at=clock.now()) for name in ("red", "blue")])
        session.flush()
        session.add_all([Membership(user_id="u-mo", team_id="t-red"), Membership(user_id="u-zed", team_id="t-blue")])
        source_named(session, "Survey")


def brought_for(manager, database, team: str) -> str:
    """A file's page once it is kept, brought for a team."""
    said = manager.post("/voice/imports", data={"source": "Survey", "team": team}, files={"file": ("same.csv", SAME)})
    assert said.status_code == 303, said.text
    looked = look(manager, database, said.headers["location"])
    return looked + keep(manager, database, said.headers["location"])


def whose(database) -> Counter:
    """team → how many comments are its own; None: everybody's."""
    return Counter(comment.team_id for comment in comments(database))


def test_two_teams_bring_the_same_file_and_neither_learns_of_the_other(database, as_, two_teams):
    for manager, team in ((as_("mo"), "t-red"), (as_("zed"), "t-blue")):
        page = brought_for(manager, database, team)
        assert "2 new comments kept" in page and "<dd>0</dd>" in page, team
    assert whose(database) == {"t-red": 2, "t-blue": 2}
    for manager, team in ((as_("mo"), "t-red"), (as_("zed"), "t-blue")):
        assert "2 comments, 2 still unanswered" in manager.get("/voice").text
        assert "0 new comments kept" in brought_for(manager, database, team)
    assert whose(database) == {"t-red": 2, "t-blue": 2}


def test_what_is_everybodys_is_known_to_a_team_and_not_the_other_way_round(database, as_, two_teams):
    brought_for(as_("mo"), database, "t-red")
    zed = as_("zed")
    assert "2 new comments kept" in brought_for(zed, database, "everyone")
    assert "0 new comments kept" in brought_for(zed, database, "t-blue")
    assert whose(database) == {"t-red": 2, None: 2}


def test_two_who_bring_the_same_for_one_team_at_once_keep_it_once(database, two_teams):
    """On PostgreSQL the second waits for the first; SQLite has one who writes."""
    rows = [{"words": f"said {n}", "touchpoint_said": "", "persona_said": "", "segment": "", "channel": "",
             "fingerprint": f"mark-{n}"} for n in range(50)]
    begun = threading.Barrier(4)

    def bring_them(_) -> int:
        begun.wait()
        with database.write() as session:
            source = session.exec(select(Source)).one()
            by = imports.for_team(Actor("u-mo", "Mo", "manager"), "t-red")
            return imports.keep(session, rows, by, source, "t-red", made_at=clock.now(), made_by="u-mo", import_id=None)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(bring_them, range(4))) == [0, 0, 0, 50]
    assert whose(database) == {"t-red": 50}


def test_a_source_named_by_two_at_once_is_one(database, two_teams):
    def name_it(_) -> str:
        with database.write() as session:
            return source_named(session, "Letters").id
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(name_it, range(8)))) == 1
