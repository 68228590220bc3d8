"""Which questions the answers of a round are broken down by: fixed when it opens, like everything readers may see."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from analysis.columns import substantive_choices
from analysis.round_data import Form
from instruments.items import Item
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.rounds.models import Round

MOST_BREAKDOWNS = 6
FEWEST_GROUPS = 2


class BreakDownRefused(UserError):
    """A round cannot be broken down as asked; the message says why."""


def possible_questions(form: Form) -> list[tuple[str, str]]:
    """The questions that answers can be broken down by, as name and label: of one choice, outside repeats."""
    return [(item.name, item.question.label or item.name) for item in form.items if _is_possible(item)]


def _is_possible(item: Item) -> bool:
    if item.question.kind != "select_one" or item.repeats or item.is_calculated:
        return False
    return len(substantive_choices(item)) >= FEWEST_GROUPS


def possible_of(round_: Round) -> list[tuple[str, str]]:
    """Those of the version that the round asks."""
    return possible_questions(compiled_version(round_.version))


def break_down_by(session: Session, round_: Round, names: Iterable[str]) -> None:
    """Say by which questions the answers of a draft round will be broken down."""
    if round_.state != "draft":
        raise BreakDownRefused("This round has opened, so what its answers are broken down by can no longer change.")
    wanted = set(names)
    possible = [name for name, _ in possible_of(round_)]
    if missing := sorted(wanted.difference(possible)):
        raise BreakDownRefused(f"Version {round_.version.number} has no question with one choice called {missing[0]}.")
    if len(wanted) > MOST_BREAKDOWNS:
        raise BreakDownRefused(f"Choose at most {MOST_BREAKDOWNS} questions.")
    round_.break_down_by = [name for name in possible if name in wanted]
    session.flush()


def still_possible(round_: Round, form: Form) -> tuple[str, ...]:
    """The questions to break down by, of those that a form has: a newer version may ask one in another way."""
    possible = {name for name, _ in possible_questions(form)}
    return tuple(name for name in round_.break_down_by if name in possible)


def labels_of(round_: Round) -> tuple[str, ...]:
    """What the questions to break down by say."""
    labels = dict(possible_of(round_))
    return tuple(labels.get(name, name) for name in round_.break_down_by)
