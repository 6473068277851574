"""Weight sets: what an organisation sets of the method, saved as versions that never change.

A new set is scored beside the old ones, never over them. Not here: the form's words (weights_page.py).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.accounts import audit
from app.accounts.models import User
from app.insights.models import WeightSet
from app.kit import clock, jobs
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.personas.commands import carry_weights
from app.scoring.effort import DEFAULTS, config_of, refuse_out_of_bounds

DEFAULT = "default"
GROUPS = ("weights", "friction", "half", "wait_extra")  # and the peak share, which stands alone


@dataclass(frozen=True)
class Weights:
    """A weight set as pages read it. config None: the method as published."""

    id: str
    number: int
    config: dict | None
    why: str = ""
    made_by: str | None = None
    made_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"Set {self.number}" if self.number else "The method’s own weights"

    def value(self, group: str, name: str) -> str:
        """A parameter as it was typed, '25' or '1.5'."""
        return str((self.config or DEFAULTS)[group][name])

    @property
    def peak(self) -> str:
        return str((self.config or DEFAULTS)["peak"])

    @property
    def values(self) -> dict:
        """The whole of what may be set, as text, in the shape of `config_of`."""
        return {**{group: {name: self.value(group, name) for name in DEFAULTS[group]} for group in GROUPS},
                "peak": self.peak}


OWN = Weights(DEFAULT, 0, None)


def all_sets(session: Session) -> list[Weights]:
    """Every weight set, the one in force first, the method's own last."""
    rows = session.exec(select(WeightSet, User.name).join(User, User.id == WeightSet.made_by, isouter=True)
                        .order_by(WeightSet.number.desc())).all()
    return [*(Weights(row.id, row.number, row.config, row.why, name, row.made_at) for row, name in rows), OWN]


def in_force(session: Session) -> Weights:
    """The weights every page scores by."""
    row = session.exec(select(WeightSet).order_by(WeightSet.number.desc()).limit(1)).first()
    return Weights(row.id, row.number, row.config, row.why, None, row.made_at) if row else OWN


def configs(session: Session) -> dict[str, dict | None]:
    """What `config_of` takes, by weight set."""
    rows = session.exec(select(WeightSet.id, WeightSet.config).order_by(WeightSet.number)).all()
    return {DEFAULT: None, **{weight_set: config for weight_set, config in rows}}


def id_in_force():
    """The id of the set in force, as a part of a statement."""
    newest = select(WeightSet.id).order_by(WeightSet.number.desc()).limit(1).scalar_subquery()
    return func.coalesce(newest, DEFAULT)


def save(session: Session, values: dict, why: str, base: str, user_id: str) -> Weights:
    """Make these values the set in force. base: the set the admin was looking at. Tells `weights.saved`.

    again: values that are in force already make no new set. Refuses: changed_meanwhile, Invalid.
    """
    refuse_out_of_bounds(values)
    current = in_force(session)
    if current.id != base:
        raise CHANGED
    if same(values, current.values):
        return current
    row = WeightSet(id=new_id(), number=current.number + 1, config=values, why=why, made_by=user_id,
                    made_at=clock.now())
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # two admins saved at once
        raise CHANGED from None
    carry(session)
    audit.note(session, user_id, "weights.saved", row.id, number=row.number)
    jobs.tell(session, "weights.saved", weight_set=row.id)
    return in_force(session)


def carry(session: Session) -> None:
    """Let the phones' catalogue carry the set in force. again: the same."""
    current = in_force(session)
    if current.config is not None:
        carry_weights(session, current.id, current.config)


CHANGED = Refusal("changed_meanwhile", 409, "Someone else saved other weights while you looked at these. Open the page "
                  "again and see what they changed.")


def same(a: dict, b: dict) -> bool:
    """Alike as numbers, however they were typed."""
    return config_of(a) == config_of(b) and _raw(a) == _raw(b)


def _raw(values: dict) -> dict:
    """Weights before they are brought to 100: 10 and 20 are not the same to a reader as 20 and 40."""
    return {name: float(value) for name, value in values["weights"].items()}
