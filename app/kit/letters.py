"""Letters as they are compared: one case, no accents; and scripts that put no space between words. Pure."""

import re
import unicodedata

# Kana, Han (with its iteration marks), Thai, Lao, Burmese and Khmer.
UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff" \
           "\U00020000-\U0003ffff"
_UNSPACED = re.compile(f"[{UNSPACED}]")
_LETTER = re.compile(r"[^\W\d_]")
_FLAT = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})


def flat(text: str) -> str:
    """'Überfällig' → 'uberfallig': lower case, no accents."""
    if text.isascii():
        return text.lower()
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold())
                   if not unicodedata.combining(letter))
    return bare.translate(_FLAT)


def begins_unspaced(text: str) -> bool:
    """Whether its first letter is of a script that puts no space between words."""
    return bool(_UNSPACED.match(text))


def is_unspaced(text: str) -> bool:
    """Whether most of its letters are of such a script."""
    return 2 * len(_UNSPACED.findall(text)) > len(_LETTER.findall(text))
