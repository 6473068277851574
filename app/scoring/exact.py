"""Exact numbers: what may be read as one, and whole parts that add up to a whole.

Not here: any formula of the method.
"""

from fractions import Fraction
from math import isfinite

ORDER = ("steps", "wait", "friction", "felt", "outcome", "mood", "not_measured")


class Invalid(ValueError):
    """An input the method cannot score: a stable code, a path as `visits[1].par.steps`, a sentence."""

    def __init__(self, code: str, path: str, sentence: str):
        super().__init__(f"{path}: {sentence}" if path else sentence)
        self.code, self.path, self.sentence = code, path, sentence

    def under(self, path: str) -> "Invalid":
        """The same refusal, seen from outside: `path` goes in front."""
        dot = "." if path and self.path and not self.path.startswith("[") else ""
        return Invalid(self.code, f"{path}{dot}{self.path}", self.sentence)

    def as_dict(self) -> dict:
        return {"code": self.code, "path": self.path, "sentence": self.sentence}


def number(x, path: str, low=None, high=None) -> Fraction:
    """`x` exactly as written (0.1 is one tenth); true is no number. Refuses: not_a_number, out_of_range."""
    if isinstance(x, Fraction):
        value = x
    elif isinstance(x, int) and not isinstance(x, bool):
        value = Fraction(x)
    elif isinstance(x, float) and isfinite(x):
        value = Fraction(repr(x))
    else:
        raise Invalid("not_a_number", path, "This should be a number.")
    if (low is not None and value < low) or (high is not None and value > high):
        limits = f"at least {low}" if high is None else f"between {low} and {high}"
        raise Invalid("out_of_range", path, f"This should be {limits}.")
    return value


def count(x, path: str) -> int:
    """A whole number from 0 up. Refuses: not_a_number, out_of_range, not_whole."""
    value = number(x, path, 0)
    if value.denominator != 1:
        raise Invalid("not_whole", path, "This should be a whole number.")
    return value.numerator


def milli_of(value: Fraction) -> int:
    """Millipoints, halves up: ⌊1000·value + ½⌋."""
    return (2000 * value.numerator + value.denominator) // (2 * value.denominator)


def bin_of(milli: int) -> int:
    """Whole points as shown: ⌊(milli + 500)/1000⌋."""
    return (milli + 500) // 1000


def shared_out(parts: list[Fraction], whole: int, unit: int = 1) -> list[int]:
    """Whole numbers near `parts`·unit adding up to `whole`, by largest remainder; ties go to the earlier."""
    scaled = [(part.numerator * unit, part.denominator) for part in parts]
    floors = [n // d for n, d in scaled]
    # Exact remainders, largest first; sorted() keeps the order of equals.
    rest = [Fraction(n % d, d) for n, d in scaled]
    ranked = sorted(range(len(parts)), key=lambda i: -rest[i])
    for i in ranked[: whole - sum(floors)]:
        floors[i] += 1
    return floors


def shared_by_name(parts: dict[str, Fraction], whole: int, unit: int = 1) -> dict[str, int]:
    """`shared_out` for named parts; equal remainders go in the order of ORDER."""
    names = [name for name in ORDER if name in parts]
    return dict(zip(names, shared_out([parts[name] for name in names], whole, unit), strict=True))


def percent(value: Fraction) -> float:
    """A share or a bound for JSON: six decimals of the exact value, halves to even, as the phone rounds."""
    return float(round(Fraction(value), 6))
