"""Words that make a comment speak of a theme, and themes that many comments' words suggest. Pure.

A rule finds a word and what begins with it, whatever its accents: wait finds waiting, reseau finds réseaux.
Suggestions are plain TF-IDF over words and pairs of words; they know nothing of meaning, and a person says which of
them is a theme.
"""

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from app.kit.letters import UNSPACED, begins_unspaced, flat

RULE_WORDS, RULE_LETTERS = 30, 60
GROUPS, LEAST, TOGETHER = 6, 3, 0.4
WORD = re.compile(rf"[^\W\d_{UNSPACED}]+")
_RUN = re.compile(rf"{WORD.pattern}(?:'{WORD.pattern})*")


def rule_of(typed: str) -> list[str]:
    """What a person typed, with commas or lines between, as a rule: in small letters, each once, the first thirty."""
    said = (" ".join(unicodedata.normalize("NFC", each).lower().replace("’", "'").split())[:RULE_LETTERS]
            for each in re.split(r"[,;\n、，]", typed))
    once: dict[str, str] = {}
    for each in said:
        if len(each) > 1 or begins_unspaced(each):
            once.setdefault(folded(each), each)
    return list(once.values())[:RULE_WORDS]


def finder(rule: list[str]) -> re.Pattern:
    """Finds a comment's folded words (`folded`) that hold any of these: at the beginning of a word, or anywhere in
    scripts without spaces between words."""
    ways = "|".join(("" if begins_unspaced(each) else r"(?<!\w)") + re.escape(each)
                    for each in sorted(map(folded, rule), key=len, reverse=True))
    return re.compile(ways or r"(?!)")


def folded(words: str) -> str:
    """A comment's words as a rule meets them: one case, no accents, one kind of apostrophe, single spaces."""
    return " ".join(flat(words.replace("’", "'")).split())


@dataclass(frozen=True)
class Group:
    """Comments whose words are alike. words: what they share, the commonest first; members: places in the list."""

    words: tuple[str, ...]
    members: tuple[int, ...]


def groups_of(texts: list[str], small: frozenset[str]) -> list[Group]:
    """Up to six groups, the largest first. A group has three comments or more, and a comment is in one at most. small:
    folded words that name nothing."""
    terms = [_terms(text, small) for text in texts]
    many = Counter(term for one in terms for term in one)
    least, most = max(LEAST, len(texts) // 100), max(LEAST, len(texts) * 0.5)
    kept = {term: set() for term, n in many.items() if least <= n <= most}
    spelt = {term: Counter() for term in kept}
    for place, one in enumerate(terms):
        for term in one.keys() & kept.keys():
            kept[term].add(place)
            spelt[term][one[term]] += 1
    rare = {term: math.log(len(texts) / len(places)) + 0.1 for term, places in kept.items()}
    groups, free = [], set(range(len(texts)))
    while kept and len(groups) < GROUPS:
        # A pair of words says more than its parts, so it weighs double.
        seed = max(kept, key=lambda term: (len(kept[term] & free) * rare[term] * (2 if " " in term else 1), term))
        members = kept[seed] & free
        if len(members) < LEAST:
            break
        alike = sorted((term for term, places in kept.items() if term != seed and _together(places, kept[seed])),
                       key=lambda term: (-len(kept[term]), term))
        words = [seed, *(term for term in alike if not _within(term, seed))][:4]
        members = set().union(*(kept[term] & free for term in words))
        groups.append(Group(tuple(max(spelt[term], key=lambda way: (spelt[term][way], way)) for term in words),
                            tuple(sorted(members))))
        free -= members
        for term in [seed, *alike]:
            kept.pop(term)
    return sorted(groups, key=lambda group: -len(group.members))


def _terms(text: str, small: frozenset[str]) -> dict[str, str]:
    """folded → as it was written: the words of a text that carry something, and neighbours among them as pairs."""
    found, before = {}, None
    for run in _RUN.findall(unicodedata.normalize("NFC", text[:2000]).lower().replace("’", "'")):
        # l'attente says attente, customer's says customer.
        bare = [each for each in run.split("'") if len(each) > 2 and flat(each) not in small]
        for each in bare:
            found[flat(each)] = each
            if before:
                found[f"{flat(before)} {flat(each)}"] = f"{before} {each}"
            before = each
        if not bare:
            before = None
    return found


def _together(one: set[int], other: set[int]) -> bool:
    """Whether two terms mostly stand in the same comments: the cosine of their columns."""
    return len(one & other) / math.sqrt(len(one) * len(other)) >= TOGETHER


def _within(term: str, other: str) -> bool:
    return term in other.split() or other in term.split()
