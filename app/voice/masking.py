"""Personal data taken out of a customer's words on their way in: addresses of mail, telephone, card and account.

Patterns, not understanding: names and stories stay, and a person should read before sharing.
"""

import re

MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?\b")
DIGITS = re.compile(r"(?<![\w.,:/-])[+(]?\d(?:[ ()./-]{0,2}\d){6,18}(?![\w])")
DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


def masked(words: str) -> str:
    """The words with [e-mail], [account], [card] and [phone] where those stood. again: the same."""
    words = MAIL.sub("[e-mail]", words)
    words = ACCOUNT.sub("[account]", words)
    return DIGITS.sub(_number, words)


def _number(found: re.Match) -> str:
    text = found.group()
    digits = re.sub(r"\D", "", text)
    if DAY.fullmatch(text.strip()):
        return text
    if 13 <= len(digits) <= 19 and _luhn(digits):
        return "[card]"
    if text[0] in "+(0" and len(digits) <= 15:
        return "[phone]"
    return "[account]" if len(digits) >= 8 else "[phone]"


def _luhn(digits: str) -> bool:
    """The check digit of payment cards. Source: ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
