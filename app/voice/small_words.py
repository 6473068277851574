"""Small words of the languages customers write in, which name no theme: und, les, the."""

from functools import cache

from app.kit.letters import flat
from app.voice.rules import WORD

# English is ours: the package's list counts "problem", "help" and "number" as small.
ENGLISH = """a about after again against all also always am an and any anyone anything are as ask asked at away
back be became because been before being but by came can cannot come could day days did didn do does doesn doing don
done down each even ever every everything few find first for found from gave get gets getting give given go goes going
got had has have haven having he her here him his how however i if in into is isn it its just keep kept know last left
like made make many may me more most much must my myself need needed never new next no nobody not nothing now of off on
once one only or other our out over own people please put rather really said same saw say see seen she should since so
some someone something still such take taken tell than that the their them then there these they thing things this
those though three through time times to told too took try trying twice two under until up upon us use used very want
wanted was wasn we well went were what when where which while who whole why will with without won would year years yes
yet you your yours"""


@cache
def small_words(languages: tuple[str, ...]) -> frozenset[str]:
    """Those of these languages (ISO 639-1), folded; of one nobody listed, none. Source: Stopwords ISO; English ours."""
    from stopwordsiso import stopwords  # a megabyte of JSON, read when somebody first asks for suggestions

    listed = ENGLISH.split() if "en" in languages else []
    for code in languages:
        if code != "en":
            listed += stopwords(code)
    # aujourd'hui is one small word to the list and two to whoever counts.
    return frozenset(flat(part) for word in listed for part in WORD.findall(word))
