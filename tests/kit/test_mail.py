"""Mail: over TLS to a server that is believed, within ten seconds, one address, a header one line; a no in words."""

import email
import email.policy
import ssl
from functools import cache

import pytest

from app.kit import mail
from app.kit.errors import Refusal
from app.kit.mail import Letter, Post, address_of
from app.settings import Settings
from tests.kit.letterbox import Letterbox
from tests.kit.peer import certified

LETTER = Letter("A subject: naïve", ("Hello <script>alert(1)</script>,", "press."), "https://shoe.test/reset?a=1&b=2#x",
                "Here", ("Bye.",))
serving = cache(lambda: certified("post.test"))


def post(box: Letterbox, trusted: ssl.SSLContext | None = None, in_all: float = 10, **said) -> Post:
    settings = Settings(smtp_host="post.test", smtp_port=box.port, public_url="https://shoe.test",
                        **{"mail_from": "Shoes <shoes@shoe.test>", "smtp_security": "none", **said}, _env_file=None)
    return Post(settings, lambda *_: ["127.0.0.1"], trusted or serving()[1], in_all)


def refused(made: Post, to: str = "dana@shoe.test", letter: Letter = LETTER) -> Refusal:
    with pytest.raises(Refusal) as no:
        made.send(to, letter)
    return no.value


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_arrives_whole_over_tls_as_text_and_the_same_as_html(security):
    with Letterbox(tls=serving()[0], at_once=security == "tls") as box:
        assert post(box, smtp_security=security, smtp_user="u", smtp_password="p").send("dana@shoe.test", LETTER) \
            == "post.test took it."
    read = email.message_from_string(box.got[0], policy=email.policy.default)
    plain, html = (read.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert read["to"] == "dana@shoe.test" and read["subject"] == LETTER.subject and read["auto-submitted"]
    assert "https://shoe.test/reset?a=1&b=2#x" in plain and "<script>alert(1)" in plain
    assert "&lt;script&gt;" in html and "<script" not in html and 'href="https://shoe.test/reset?a=1&amp;b=2#x"' in html
    assert not any(sign in html for sign in ("<img", "src=", "style=", "@import"))
    said = [line.split(" ")[0] for line in box.heard]
    assert said.index("AUTH") > (said.index("STARTTLS") if security == "starttls" else -1)


def test_without_tls_nothing_is_said_and_nothing_is_sent_beyond_this_machine():
    with Letterbox() as box:
        assert "does not offer STARTTLS" in refused(post(box, smtp_security="starttls")).sentence
        assert not any(line.startswith(("AUTH", "MAIL")) for line in box.heard)
        far = Post(post(box).settings, lambda *_: ["10.0.0.7"])
        assert "on this very machine" in refused(far).sentence
        cloud = Post(post(box).settings, lambda *_: ["169.254.169.254"])
        assert refused(cloud).code == "outbound_address"


def test_a_certificate_that_is_not_believed_ends_it():
    with Letterbox(tls=serving()[0]) as box:
        assert "certificate that is not believed" in refused(
            post(box, ssl.create_default_context(), smtp_security="starttls")).sentence
        assert box.got == [] and not any(line.startswith("AUTH") for line in box.heard)


@pytest.mark.parametrize("says, words, lasting", [
    ({"RCPT": "550 5.1.1 <dana@shoe.test> unknown"}, "takes no mail for this address: 550 5.1.1", True),
    ({"RCPT": "450 greylisted"}, "450 greylisted", False), ({".": "554 no spam"}, "answered 554 no spam", True),
    ({"MAIL": "421 too busy"}, "421 too busy", False), ({"AUTH": "535 wrong"}, "does not accept SMTP_USER", False)])
def test_what_the_server_said_is_told_in_words_without_an_address(says, words, lasting):
    with Letterbox(says) as box:
        no = refused(post(box, smtp_user="u" if "AUTH" in says else "", smtp_password="p"))
    assert words in no.sentence and bool(no.details.get("lasting")) is lasting and "@" not in no.sentence


def test_a_server_that_hangs_or_is_not_there_is_given_up():
    with Letterbox(hangs=True) as box:
        assert "did not answer within" in refused(post(box, in_all=0.3)).sentence
        nobody = Post(post(box).settings, lambda *_: ["127.0.0.2"])
        assert "could not be asked" in refused(nobody).sentence


@pytest.mark.parametrize("to", ["a@b.test\r\nBcc: c@d.test", "a@b.test, c@d.test", "a@b.test\n", "<a@b.test>",
                                "a b@c.test", "dana", "a@b..test", "ä@b.test", "a@b.test\0", ""])
def test_an_address_is_one_address(to):
    with Letterbox() as box:
        assert refused(post(box), to).code == "bad_address"
        assert box.heard == []


def test_no_header_breaks_into_two():
    with Letterbox() as box:
        assert refused(post(box), letter=Letter("Hi\r\nBcc: x@y.test", ())).code == "mail_header"
        assert refused(post(box, mail_from="a@b.test\r\nBcc: x@y.test")).code == "mail_settings"
        assert box.heard == []


@pytest.mark.parametrize("url, host, port, security", [
    ("smtp://u%40x:p%2F@post.test", "post.test", 587, "starttls"), ("smtps://post.test", "post.test", 465, "tls"),
    ("smtp://post.test:2525", "post.test", 2525, "starttls")])
def test_one_address_names_the_server(url, host, port, security):
    found = mail.server_of(Settings(smtp_url=url, mail_from="a@b.test", _env_file=None))
    assert (found.host, found.port, found.security) == (host, port, security)
    assert (found.user, found.password) == (("u@x", "p/") if "@" in url else ("", ""))


@pytest.mark.parametrize("url", ["http://post.test", "post.test:25", "smtp://", "smtp://post.test:x"])
def test_an_address_that_names_none_is_refused(url):
    with pytest.raises(Refusal, match="SMTP_URL"):
        mail.server_of(Settings(smtp_url=url, mail_from="a@b.test", _env_file=None))


def test_a_plain_address_is_taken():
    assert address_of(" dana.o'neil+x@mail.shoe.test ") == "dana.o'neil+x@mail.shoe.test"
