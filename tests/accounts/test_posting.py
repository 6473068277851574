"""Letters: forgotten passwords tell nobody who has an account, invites by mail are the invite, failures are said."""

import re

import pytest
from sqlmodel import select

from app.accounts import posting
from app.accounts.models import AuditLine, Mail, OneTimeLink, User
from app.kit import jobs
from app.kit.errors import Refusal
from app.main import build
from tests import world
from tests.doors import act, link_in, look


class Bag:
    """Instead of a mail server: keeps letters, or refuses them."""

    def __init__(self):
        self.letters, self.no = [], None

    def send(self, to, letter):
        if self.no:
            raise self.no
        self.letters.append((to, letter))
        return "post.test took it."


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"smtp_host": "post.test", "mail_from": "shoes@shoe.test"})


@pytest.fixture
def bag(app):
    made = Bag()
    app.state.database.lay(post=made)
    return made


def due_now(database):
    with database.write() as session:
        for job in session.exec(select(jobs.Job)):
            job.run_at = job.run_at.replace(year=2020)
            session.add(job)
    jobs.drain(database)


def test_known_and_unknown_get_the_same_answer_from_the_same_work(cast, client, database, bag):
    told = [client.post("/forgotten", data={"email": who}) for who in ("Ada@shoe.test", "bob@shoe.test")]
    assert [one.status_code for one in told] == [200, 200]
    assert told[0].text.replace("Ada@", "bob@").count("bob@shoe.test") == told[1].text.count("bob@shoe.test") == 1
    with database.read() as session:  # the door looked nobody up: both wait, and no link or letter is there
        assert len(session.exec(select(jobs.Job)).all()) == 2
        assert not session.exec(select(OneTimeLink)).all() and not session.exec(select(Mail)).all()
    jobs.drain(database)
    assert [to for to, _ in bag.letters] == ["ada@shoe.test"]
    with database.read() as session:
        asked = select(AuditLine).where(AuditLine.deed == "reset.asked").order_by(AuditLine.n)
        assert [line.about for line in session.exec(asked)] == ["u-ada", ""]
        assert [row.state for row in session.exec(select(Mail))] == ["sent"]


def test_the_link_sets_a_new_password_once_and_looking_uses_nothing_up(cast, client, database, bag):
    client.post("/forgotten", data={"email": "ada@shoe.test"})
    client.post("/forgotten", data={"email": "ada@shoe.test"})
    jobs.drain(database)
    old, new = (link_in(letter.link) for _, letter in bag.letters)
    assert look(client, old).text.count("This link is over")
    for _ in range(3):
        assert "Choose a new password" in look(client, new).text
    assert act(client, new, {"password": world.PASSWORD}).status_code == 303
    assert act(client, new, {"password": world.PASSWORD}).status_code == 410


def test_asking_too_often_is_refused_for_everybody_alike(cast, client, bag):
    for who in ("ada@shoe.test", "bob@shoe.test"):
        codes = [client.post("/forgotten", data={"email": who}).status_code for _ in range(6)]
        assert codes == [200] * 5 + [429]


def test_a_letter_is_tried_again_then_given_up_and_an_admin_reads_why(as_, client, database, bag):
    bag.no = Refusal("mail_failed", 502, "post.test answered 421 too busy.", lasting=False)
    client.post("/forgotten", data={"email": "ada@shoe.test"})
    jobs.drain(database)
    una = as_("una")
    assert "A new password</strong> for Ada, tried again" in una.get("/organisation").text
    assert "421 too busy" in una.get("/organisation").text
    for _ in posting.AGAIN:
        due_now(database)
    assert "given up" in una.get("/organisation").text and "5 tries" in una.get("/organisation").text
    with database.read() as session:
        assert not session.exec(select(jobs.Job)).all()


def test_a_mailed_invite_is_the_same_invite_as_the_code(as_, client, database, bag):
    una = as_("una")
    bad = una.post("/people/invites", data={"role": "walker", "to": "a@b.test, c@d.test"})
    made = una.post("/people/invites", data={"role": "walker", "note": "Pia", "to": "pia@shoe.test"})
    assert bad.status_code == 422 and made.status_code == 201 and "mail server" in made.text
    shown = link_in(made.text)
    jobs.drain(database)
    (to, letter), = bag.letters
    mailed = link_in(letter.link)
    assert to == "pia@shoe.test" and mailed != shown and "You walk" in look(client, mailed).text
    part = re.search(r"/organisation/letters/[^\"]+", made.text)[0]
    assert "on its way by mail" in una.get(part).text
    pia = {"name": "Pia", "email": "pia@shoe.test", "password": world.PASSWORD}
    assert act(client, mailed, pia).status_code == 303
    assert act(client, shown, {**pia, "email": "two@shoe.test"}).status_code == 410
    with database.read() as session:
        assert len(session.exec(select(User).where(User.email.like("%pia%"))).all()) == 1


def test_an_admin_tries_the_mail_and_reads_the_answer(as_, database, bag):
    una = as_("una")
    bag.no = Refusal("mail_failed", 502, "post.test answered 535 <b>wrong</b>.", lasting=False)
    sent = una.post("/organisation/mail", data={"to": "una@shoe.test"})
    jobs.drain(database)
    assert "It did not go by mail. post.test answered 535 &lt;b&gt;wrong" in una.get(
        re.search(r"/organisation/letters/[^\"]+", sent.text)[0]).text
    assert una.post("/organisation/mail", data={"to": "x\r\ny@z.test"}).status_code == 422


def test_without_mail_an_admin_is_named_and_nothing_is_kept(settings, client):
    bare = build(settings.model_copy(update={"smtp_host": ""}))
    client.app = client._transport.app = bare
    assert "Ask an admin" in client.get("/forgotten").text
    assert "Ask an admin" in client.post("/forgotten", data={"email": "ada@shoe.test"}).text
    with bare.state.database.read() as session:
        assert not session.exec(select(jobs.Job)).all()
    bare.state.database.dispose()


def test_a_letter_reads_the_same_as_text_and_as_html(cast, client, database, bag):
    client.post("/forgotten", data={"email": "ada@shoe.test"})
    jobs.drain(database)
    letter = bag.letters[0][1]
    html = letter.html.replace("&#39;", "'")
    assert all(line in letter.plain and line in html for line in (*letter.lines, letter.link))
