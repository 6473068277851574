"""Refusals: the expected "no", each with a stable code, a status and a sentence for a person."""


class Refusal(Exception):
    """An expected "no".

    code: stable snake_case name; status: HTTP status; sentence: what was wrong and what to do.
    422 is a shape we could not read, 409 a rule that said no, 404 "not there" and "not yours" alike.
    """

    def __init__(self, code: str, status: int, sentence: str, **details):
        super().__init__(sentence)
        self.code, self.status, self.sentence, self.details = code, status, sentence, details

    def as_json(self) -> dict:
        """The body every API refusal has."""
        beside = {name: value for name, value in self.details.items() if name != "headers"}
        return {"shoeleather": 1, "error": {"code": self.code, "sentence": self.sentence, **beside}}


def not_found(what: str = "page") -> Refusal:
    """What you may not see does not exist."""
    return Refusal("not_found", 404, f"There is no such {what}, or it is not yours to see.")


def old_link() -> Refusal:
    """A link as they were made until November 2026, with its secret in the path. It leads nowhere, not even on."""
    return Refusal("old_link", 410, "This link has an old form and does not work any more. Ask whoever sent it for a "
                   "new one.")


def forbidden() -> Refusal:
    """The room is there, but this role has no key."""
    return Refusal("forbidden", 403, "Your role does not allow this. Ask an admin if you need it.")


def sign_in_first() -> Refusal:
    """Nobody is asking yet."""
    return Refusal("sign_in", 401, "Please sign in first.")
