"""That staff were told: written down by managers, by role and group, reminded of until it was done."""

from sqlmodel import select

from app.accounts.models import AuditLine

RECORD = {"told_on": "2026-11-01", "how": "poster", "by_role": "Store manager", "whom": "Everybody <b>", "place": "",
          "team": ""}
REMINDER = "Nobody has written down yet that staff were told"


def test_managers_are_reminded_until_it_is_written_down(as_, database):
    mo = as_("mo")
    assert REMINDER in mo.get("/staff-told/reminder").text and REMINDER not in as_("vi").get("/").text
    assert mo.post("/staff-told", data=RECORD).status_code == 303
    page = mo.get("/staff-told").text
    assert "Everybody &lt;b&gt;" in page and "By the store manager" in page and "Sun 1 Nov 2026" in page
    assert REMINDER not in mo.get("/staff-told/reminder").text
    with database.read() as session:
        line = session.exec(select(AuditLine).where(AuditLine.deed == "staff.told")).one()
        assert line.facts["how"] == "poster" and "manager" not in str(line.facts)
    assert mo.post(f"/staff-told/{line.about}/removal").status_code == 303
    assert REMINDER in mo.get("/staff-told/reminder").text


def test_what_does_not_fit_is_refused_and_stays_typed(as_):
    mo = as_("mo")
    for wrong in ({"told_on": "tomorrow"}, {"told_on": "2999-01-01"}, {"how": "telepathy"}, {"by_role": " "},
                  {"whom": "x" * 121}, {"place": "nowhere"}, {"team": "nobody"}):
        page = mo.post("/staff-told", data={**RECORD, **wrong})
        assert page.status_code == 422 and 'role="alert"' in page.text, wrong


def test_the_poster_carries_a_code_only_when_asked(as_):
    mo = as_("mo")
    assert "Our own people are being customers here" in mo.get("/staff-told/poster").text
    assert 'class="qr"' not in mo.get("/staff-told/poster").text
    assert 'class="qr"' in mo.get("/staff-told/poster?code=yes").text
