"""Two codings side by side: where they differ, what was decided and by whom, and how well the coders agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sqlalchemy.orm import Session

from survey_app.results.coding import CodingRefused, Given, comment_coding, given, save_coding
from survey_app.results.comments import Comment, Layer, Place, layer_of
from survey_app.results.models import AGREED, Codeframe, DoubleCoding, blind_layer
from survey_app.results.themes.double_coding import double_coding_of, given_in
from survey_app.rounds.models import Round

if TYPE_CHECKING:
    import pandas as pd

    from analysis.agreement import AgreementCoefficient, ThemeAgreement

Choice = Literal["first", "second", "both"]
CHOICES: dict[str, Choice | Mapping[str, str]] = {"first": "first", "second": "second", "both": "both"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One comment that both coded, each in their own way. ``decided`` is what counts, once somebody has decided."""

    comment: Comment
    first: Given
    second: Given
    decided: Comment | None

    @property
    def differing(self) -> tuple[str, ...]:
        """The themes that only one gave, or that the two gave with different stances."""
        themes = dict.fromkeys([*self.first.stances, *self.second.stances])
        return tuple(name for name in themes if self.first.stances.get(name) != self.second.stances.get(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How well two coders agree: theme by theme, and over all themes."""

    themes: tuple[ThemeAgreement, ...]
    overall: AgreementCoefficient
    both_coded: int
    same: int


def open_double_coding(session: Session, round_: Round) -> DoubleCoding:
    """The two coders of a round whose reconciliation is open."""
    double = double_coding_of(session, round_)
    if double is None:
        raise CodingRefused("The comments of this round are coded by one person, so there is nothing to reconcile.")
    if double.is_blind:
        raise CodingRefused("The reconciliation is not open yet: until then nobody sees what the other coder gave.")
    return double


def pairs_of(session: Session, round_: Round, comments: Sequence[Comment]) -> list[Pair]:
    """The comments that the two coded differently, those not decided first. ``comments`` are as they count."""
    first, second = _layers(session, round_, open_double_coding(session, round_))
    found = []
    for comment in comments:
        one, other = given_in(first, comment.place), given_in(second, comment.place)
        if one.done and other.done and one.stances != other.stances:
            decided = comment if comment.how == "reconciled" else None
            found.append(Pair(comment=comment, first=one, second=other, decided=decided))
    return sorted(found, key=lambda pair: pair.decided is not None)


def decide(
    session: Session, round_: Round, place: Place, choice: Choice | Mapping[str, str], *, decided_by_id: int
) -> None:
    """Record what counts: what one of them gave, both together, or other themes altogether."""
    first, second = _layers(session, round_, open_double_coding(session, round_))
    one, other = given_in(first, place), given_in(second, place)
    if not (one.done and other.done):
        raise CodingRefused("Only one of the two coded this comment, so there is nothing to decide.")
    present = comment_coding(session, round_, place, AGREED)
    what = replace(_chosen(one, other, choice), quote_worthy=bool(present and present.quote_worthy))
    save_coding(session, round_, place, what, coder_id=decided_by_id, how="reconciled")


def agreement_of(
    session: Session, round_: Round, codeframe: Codeframe, comments: Sequence[Comment]
) -> Agreement | None:
    """How well the two agree on the comments that both coded; None where there is no such comment."""
    from analysis.agreement import overall_theme_agreement, theme_agreement

    double = open_double_coding(session, round_)
    first, second = _layers(session, round_, double)
    places = [comment.place for comment in comments]
    names = [theme.name for theme in codeframe.themes]
    both = [place for place in places if given_in(first, place).done and given_in(second, place).done]
    if not both or not names:
        return None
    one, other = _frame(first, both, names), _frame(second, both, names)
    return Agreement(
        themes=theme_agreement(one, other), overall=overall_theme_agreement(one, other), both_coded=len(both),
        same=sum(given_in(first, place).stances == given_in(second, place).stances for place in both),
    )  # fmt: skip


def _chosen(one: Given, other: Given, choice: Choice | Mapping[str, str]) -> Given:
    if choice == "first":
        return one
    if choice == "second":
        return other
    suggested = {**other.suggested, **one.suggested}
    if choice == "both":  # where they differ only in the stance, neither of the two is right for both
        differing = {name for name in one.stances.keys() & other.stances if one.stances[name] != other.stances[name]}
        stances = {**other.stances, **one.stances} | dict.fromkeys(differing, "neutral")
        return given(stances, done=True, suggested=suggested)
    if isinstance(choice, str):
        raise CodingRefused("Choose what is to count.")
    return given(choice, done=True, suggested={name: s for name, s in suggested.items() if name in choice})


def _layers(session: Session, round_: Round, double: DoubleCoding) -> tuple[Layer, Layer]:
    first, second = (layer_of(session, round_.id, blind_layer(coder)) for coder in double.coder_ids)
    return first, second


def _frame(layer: Layer, places: Sequence[Place], names: Sequence[str]) -> pd.DataFrame:
    """A row for each comment, a column for each theme: whether this coder gave it."""
    import pandas as pd

    rows = [[name in layer.codings.get(place, {}) for name in names] for place in places]
    return pd.DataFrame(rows, columns=list(names), index=range(len(places)), dtype=bool)
