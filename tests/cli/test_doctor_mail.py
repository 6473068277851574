"""doctor looks at mail: silent where there is none, as far as signing in, and never a letter sent."""

import pytest

from app.care.mail import looked_at
from app.kit.mail import Post
from app.settings import Settings
from tests.kit.letterbox import Letterbox


def told(port: int = 0, **said) -> list[tuple[str, str]]:
    settings = Settings(_env_file=None, **{
        "smtp_host": "post.test", "smtp_port": port, "smtp_security": "none", "public_url": "https://shoe.test",
        "mail_from": "shoes@shoe.test", "smtp_user": "u", "smtp_password": "a secret", **said})
    return [(one.level, one.sentence) for one in looked_at(settings, Post(settings, lambda *_: ["127.0.0.1"]))]


def test_nothing_is_said_where_no_mail_is_set_up():
    assert told(smtp_host="", mail_from="") == []


def test_a_server_that_lets_us_in_is_called_sound_and_handed_no_letter():
    with Letterbox() as box:
        assert told(box.port) == [("ok", "post.test answers and lets us in. To see one arrive: python -m app mail test "
                                   "ADDRESS")]
        commands = [line.split()[0].upper() for line in box.heard]
    assert "AUTH" in commands and not {"MAIL", "RCPT", "DATA"} & set(commands) and not box.got


@pytest.mark.parametrize(("said", "words"), [
    ({"public_url": ""}, "No mail is sent: PUBLIC_URL is not set."),
    ({"smtp_host": "", "public_url": ""}, "SMTP_URL and PUBLIC_URL are not set"),
    ({"mail_from": "nobody"}, "MAIL_FROM is no address"), ({"smtp_url": "mail"}, "SMTP_URL is not read")])
def test_a_setting_that_keeps_mail_in_is_named(said, words):
    [(level, sentence)] = told(1, **said)
    assert level == "bad" and words in sentence and "a secret" not in sentence


def test_a_server_that_lets_nobody_in_is_called_bad_in_its_own_words():
    with Letterbox({"AUTH": "535 wrong password"}) as box:
        [(level, sentence)] = told(box.port)
    assert level == "bad" and "535 wrong password" in sentence and "a secret" not in sentence
