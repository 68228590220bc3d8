"""Closed questions by group: how many of each group gave each answer, before disclosure control.

What answers may be broken down by is fixed when the round opens: strata that the invitations name, in a round that is
not anonymous, and questions of the form with one choice. Whoever is in no group of a breakdown, having left that
question blank, makes a group of their own, so that the groups always add up to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import substantive_choices
from analysis.report import QuestionKind, Unit
from analysis.responses import ResponseFrames
from analysis.round_data import Form
from analysis.section_blocks import unit_of
from instruments.items import Item, Section

Counts = np.ndarray[Any, np.dtype[np.int64]]

NO_GROUP = ""
NO_GROUP_LABEL = "Not stated"
CROSSED = ("select_one", "grade", "safety", "consent", "select_multiple")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The groups of a breakdown, and for each response the place of its group.

    ``source`` is the question whose choices the groups are; None for strata of the invitations.
    """

    name: str
    label: str
    groups: tuple[tuple[str, str], ...]
    codes: np.ndarray[Any, np.dtype[np.int64]]
    source: str | None = None

    @property
    def sizes(self) -> Counts:
        """How many responses are in each group."""
        return np.bincount(self.codes, minlength=len(self.groups))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossOption:
    """One choice of a crossed question."""

    name: str
    label: str
    favourable: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrossCounts:
    """A closed question by the groups of one breakdown.

    Attributes
    ----------
    counts : array of int, shape (options, groups)
    base : array of int, shape (groups,)
        How many of the group gave an answer that counts.
    asked : array of int, shape (groups,)
        How many are in the group, asked or not.
    """

    question: str
    question_label: str
    kind: QuestionKind
    ordered: bool
    unit: Unit
    section: str
    breakdown: Breakdown
    options: tuple[CrossOption, ...]
    counts: Counts
    base: Counts
    asked: Counts

    @property
    def is_multiple(self) -> bool:
        """Whether options overlap."""
        return self.kind == "multiple"


def find_breakdowns(
    form: Form, frames: ResponseFrames, questions: Sequence[str], labels: Mapping[str, str]
) -> tuple[Breakdown, ...]:
    """The breakdowns of a round: the strata that its responses carry, then the questions.

    Parameters
    ----------
    form : CompiledInstrument or Merged
    frames : ResponseFrames
    questions : sequence of str
        The names of the questions to break down by.
    labels : mapping of str to str
        What people call the strata.

    Raises
    ------
    ValueError
        Where a name is no question with one choice outside repeats: the message names it.
    """
    strata = (_of_strata(frames.strata, name, labels.get(name, name)) for name in frames.strata.columns)
    return (*strata, *(_of_question(form, frames, name) for name in dict.fromkeys(questions)))


def _of_strata(strata: pd.DataFrame, name: str, label: str) -> Breakdown:
    column = strata[name].cat
    return _breakdown(name, label, [(str(one), str(one)) for one in column.categories], column.codes.to_numpy(), None)


def _of_question(form: Form, frames: ResponseFrames, name: str) -> Breakdown:
    item = form.find(name)
    if item is None or item.question.kind != "select_one" or item.repeats:
        raise ValueError(f"breakdown '{name}' is no question with one choice that stands outside repeats")
    groups = [(choice.name, choice.label or choice.name) for choice in substantive_choices(item)]
    codes = frames.main[name].cat.codes.to_numpy()
    return _breakdown(name, item.question.label or name, groups, codes, name)


def _breakdown(
    name: str, label: str, groups: Sequence[tuple[str, str]], codes: np.ndarray[Any, Any], source: str | None
) -> Breakdown:
    placed = np.where(codes < 0, len(groups), codes).astype(np.int64)
    named = (*groups, (NO_GROUP, NO_GROUP_LABEL)) if (codes < 0).any() else tuple(groups)
    return Breakdown(name=name, label=label, groups=named, codes=placed, source=source)


def cross_counts(form: Form, frames: ResponseFrames, breakdowns: Sequence[Breakdown]) -> Iterator[CrossCounts]:
    """Every closed question by every breakdown, in form order; a breakdown is not crossed with itself.

    The entries of a repeat are counted in the group of the response that they belong to.
    """
    for section in form.sections:
        values, around = frames.main, breakdowns
        if section.repeats:
            values = frames.repeats[section.name]
            owners = frames.main.index.get_indexer(pd.Index(values["response_id"]))
            around = [_for_entries(one, owners) for one in breakdowns]
        for item in section.items:
            if item.question.kind in CROSSED and not item.is_calculated:
                for breakdown in around:
                    if breakdown.source != item.name:
                        yield _cross(item, section, form, values, breakdown)


def _for_entries(breakdown: Breakdown, owners: np.ndarray[Any, Any]) -> Breakdown:
    return Breakdown(
        name=breakdown.name,
        label=breakdown.label,
        groups=breakdown.groups,
        codes=breakdown.codes[owners],
        source=breakdown.source,
    )


def _cross(item: Item, section: Section, form: Form, values: pd.DataFrame, breakdown: Breakdown) -> CrossCounts:
    favourable = item.scale.favourable if item.scale is not None else ()
    options = tuple(
        CrossOption(name=choice.name, label=choice.label or choice.name, favourable=choice.name in favourable)
        for choice in substantive_choices(item)
    )
    count = _count_multiple if item.question.kind == "select_multiple" else _count_single
    counts, base = count(item, values, breakdown, len(options))
    return CrossCounts(
        question=item.name,
        question_label=item.question.label or item.name,
        kind=_kind_of(item),
        ordered=item.scale is not None,
        unit=unit_of(section, form),
        section=section.name,
        breakdown=breakdown,
        options=options,
        counts=counts,
        base=base,
        asked=breakdown.sizes,
    )


def _count_single(item: Item, values: pd.DataFrame, breakdown: Breakdown, options: int) -> tuple[Counts, Counts]:
    groups = len(breakdown.groups)
    places = breakdown.codes * (options + 1) + values[item.name].cat.codes.to_numpy() + 1
    table = np.bincount(places, minlength=groups * (options + 1)).reshape(groups, options + 1)
    counts = table[:, 1:].T
    return counts, counts.sum(axis=0)


def _count_multiple(item: Item, values: pd.DataFrame, breakdown: Breakdown, options: int) -> tuple[Counts, Counts]:
    groups = len(breakdown.groups)
    columns = [values[f"{item.name}/{choice.name}"].array for choice in substantive_choices(item)]
    counts = np.zeros((options, groups), dtype=np.int64)
    for place, column in enumerate(columns):
        chosen = column.to_numpy(dtype=np.bool_, na_value=False)
        counts[place] = np.bincount(breakdown.codes[chosen], minlength=groups)
    answered = ~columns[0].isna() if columns else np.zeros(len(values), dtype=np.bool_)
    return counts, np.bincount(breakdown.codes[answered], minlength=groups)


def _kind_of(item: Item) -> QuestionKind:
    if item.question.kind == "select_multiple":
        return "multiple"
    if item.scale is None:
        return "single"
    return "grade" if item.part == "grade" else "scale"
