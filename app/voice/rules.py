"""Words that make a comment speak of a theme, and themes that many comments' words suggest. Pure.

A rule finds a word and what begins with it: wait finds waiting. Suggestions are plain TF-IDF over words and pairs of
words; they know nothing of meaning, and a person says which of them is a theme.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass

RULE_WORDS, RULE_LETTERS = 30, 60
GROUPS, LEAST, TOGETHER = 6, 3, 0.4
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
EMPTY = frozenset("""a about after again against all also always am an and any anyone anything are as ask asked at away
back be became because been before being but by came can cannot come could day days did didn do does doesn doing don
done down each even ever every everything few find first for found from gave get gets getting give given go goes going
got had has have haven having he her here him his how however i if in into is isn it its just keep kept know last left
like made make many may me more most much must my myself need needed never new next no nobody not nothing now of off on
once one only or other our out over own people please put rather really said same saw say see seen she should since so
some someone something still such take taken tell than that the their them then there these they thing things this
those though three through time times to told too took try trying twice two under until up upon us use used very want
wanted was wasn we well went were what when where which while who whole why will with without won would year years yes
yet you your yours""".split())


def rule_of(typed: str) -> list[str]:
    """What a person typed, with commas or lines between, as a rule: folded, each once, the first thirty."""
    said = (folded(each)[:RULE_LETTERS] for each in re.split(r"[,;\n]", typed))
    return list(dict.fromkeys(each for each in said if len(each) > 1))[:RULE_WORDS]


def finder(rule: list[str]) -> re.Pattern:
    """Finds a comment's folded words (`folded`) that hold any of these, at the beginning of a word."""
    ways = "|".join(re.escape(each) for each in sorted(rule, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ways})") if ways else re.compile(r"(?!)")


def folded(words: str) -> str:
    """A comment's words as a rule meets them: one case, one kind of apostrophe, single spaces."""
    return " ".join(words.casefold().replace("’", "'").split())


@dataclass(frozen=True)
class Group:
    """Comments whose words are alike. words: what they share, the commonest first; members: places in the list."""

    words: tuple[str, ...]
    members: tuple[int, ...]


def groups_of(texts: list[str]) -> list[Group]:
    """Up to six groups, the largest first. A group has three comments or more, and a comment is in one at most."""
    terms = [_terms(text) for text in texts]
    many = Counter(term for one in terms for term in one)
    least, most = max(LEAST, len(texts) // 100), max(LEAST, len(texts) * 0.5)
    kept = {term: set() for term, n in many.items() if least <= n <= most}
    for place, one in enumerate(terms):
        for term in one & kept.keys():
            kept[term].add(place)
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
        groups.append(Group(tuple(words), tuple(sorted(members))))
        free -= members
        for term in [seed, *alike]:
            kept.pop(term)
    return sorted(groups, key=lambda group: -len(group.members))


def _terms(text: str) -> set[str]:
    """The words of a text that carry something, and neighbours among them as pairs."""
    found, before = set(), None
    for word in WORD.findall(folded(text)[:2000]):
        bare = word.split("'")[0]
        if len(bare) < 3 or bare in EMPTY:
            before = None
            continue
        found |= {bare} | ({f"{before} {bare}"} if before else set())
        before = bare
    return found


def _together(one: set[int], other: set[int]) -> bool:
    """Whether two terms mostly stand in the same comments: the cosine of their columns."""
    return len(one & other) / math.sqrt(len(one) * len(other)) >= TOGETHER


def _within(term: str, other: str) -> bool:
    return term in other.split() or other in term.split()
