"""What was drawn, what was returned on it, and how each answer is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from instruments.model import Instrument

#: "outside" where the question does not apply or was not asked, "missing" where it was and nobody knows.
State = Literal["favourable", "other", "outside", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledReferral:
    """One referral on which a return was made.

    Attributes
    ----------
    pseudonym : str
        What it is called.
    stratum : str
        The group that it was drawn from.
    answers : mapping
        The answers document: question name → value.
    """

    pseudonym: str
    stratum: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDesign:
    """How the sample was drawn.

    Attributes
    ----------
    populations : mapping of str to int
        How many of each group could be drawn, alike groups next to each other.
    drawn : mapping of str to int
        How many of each were drawn.
    unusable : mapping of str to int
        How many of each could not be used in the end, whether or not another took their place.
    method : str
        How it was drawn, in words.
    n_excluded : int
        How many of the list were left out before the draw: the figures are not of them.
    why_not : str
        Why nothing can be said of all referrals; empty where it can.
    """

    populations: Mapping[str, int]
    drawn: Mapping[str, int]
    unusable: Mapping[str, int] = field(default_factory=dict)
    method: str = ""
    n_excluded: int = 0
    why_not: str = ""

    @property
    def population(self) -> int:
        """How many referrals could be drawn."""
        return sum(self.populations.values())

    @property
    def n_drawn(self) -> int:
        """How many were."""
        return sum(self.drawn.values())

    @property
    def rates_differ(self) -> bool:
        """Whether some groups were drawn at more than one and a half times the rate of another."""
        rates = [self.drawn.get(name, 0) / size for name, size in self.populations.items() if size]
        return bool(rates) and max(rates) > 1.5 * min(rates)


@dataclass(frozen=True, slots=True, kw_only=True)
class DipItem:
    """A question whose answers are favourable or not.

    Attributes
    ----------
    name, label : str
        The question.
    favourable : frozenset of str
        The choices that count for it.
    words : str
        These choices in words: "Yes", "Outstanding or Good".
    absent : mapping of str to str
        The choices that are no answer: "not_applicable" or "dont_know".
    """

    name: str
    label: str
    favourable: frozenset[str]
    words: str
    absent: Mapping[str, str]

    def state(self, answers: Mapping[str, Any]) -> State:
        """How one referral's answer counts."""
        if self.name not in answers:
            return "outside"
        answer = answers[self.name]
        if answer in self.favourable:
            return "favourable"
        if answer is None or self.absent.get(answer) == "dont_know":
            return "missing"
        return "outside" if answer in self.absent else "other"


def items_of(form: Instrument) -> tuple[DipItem, ...]:
    """The questions of a form whose scale says which answers are favourable, in the form's order."""
    found = []
    for question in form.walk():
        scale = form.scale_of(question) if question.list_name else None
        if scale is None or not scale.favourable:
            continue
        choices = form.choices_of(question)
        found.append(
            DipItem(
                name=question.name,
                label=question.label or question.name,
                favourable=frozenset(scale.favourable),
                words=" or ".join(choice.label or choice.name for choice in choices if choice.name in scale.favourable),
                absent={choice.name: choice.missing for choice in choices if choice.missing},
            )
        )
    return tuple(found)
