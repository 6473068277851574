"""Words as search compares them, and the parts of a text that were looked for. Pure, the same on every database."""

import re

from app.kit.letters import UNSPACED, flat

MOST_WORDS, LETTERS = 8, 64
AROUND = 90  # letters shown on either side of the first find
# Where no space stands between words, each letter is one: 返金 is found within 返金がまだ.
_WORD = re.compile(rf"[{UNSPACED}]|(?:[^\W_{UNSPACED}]|[\u0300-\u036f\u064b-\u065f])+")  # or letters with loose accents


def folded(*texts: str) -> str:
    """The words of these texts, folded, with one blank between; what an index reads."""
    return " ".join(word for text in texts for word in _words(text))


def _words(text: str) -> list[str]:
    return [word[:LETTERS] for word in _WORD.findall(flat(text))]


def asked_words(typed: str) -> list[str]:
    """What was typed as folded words, each once, the first eight. Signs mean nothing; one letter alone is too short
    to look for, a digit or a letter of a script that writes words in one is not."""
    words = dict.fromkeys(_words(typed[:2000]))
    return [word for word in words if len(word) > 1 or not ("a" <= word <= "z")][:MOST_WORDS]


def parts(text: str, asked: list[str]) -> list[tuple[str, bool]]:
    """The text as (piece, was looked for): every word that begins with one of the asked ones."""
    pieces, done = [], 0
    for found in _WORD.finditer(text):
        if any(part.startswith(word) for part in _WORD.findall(flat(found.group())) for word in asked):
            pieces += [(text[done:found.start()], False), (found.group(), True)]
            done = found.end()
    pieces.append((text[done:], False))
    return [piece for piece in pieces if piece[0]]


def excerpt(text: str, asked: list[str]) -> list[tuple[str, bool]]:
    """`parts` of the stretch of the text around the first find, with … where it was cut."""
    text = " ".join(text.split())
    told = parts(text, asked)
    before = told[0][0] if told and not told[0][1] else ""
    begin = len(before) - AROUND
    if len(before) == len(text) or begin <= 0:
        begin = 0
    else:
        begin = text.find(" ", begin) + 1 or begin
    end = len(text) if len(text) - begin <= 2.5 * AROUND else text.rfind(" ", begin + 1, int(begin + 2.5 * AROUND))
    end = end if end > begin else int(begin + 2.5 * AROUND)
    cut = parts(text[begin:end], asked)
    return [*([("… ", False)] if begin else []), *cut, *([(" …", False)] if end < len(text) else [])]
