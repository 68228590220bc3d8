"""One block of the report for each question: counts, bases, shares, absences, and what its kind adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.column_building import PRESENCES
from analysis.columns import substantive_choices
from analysis.histograms import make_histogram
from analysis.number_summary import five_number_summary
from analysis.rankings import ranked_choices
from analysis.report import Absences, NumberSummary, OptionRow, QuestionBlock, QuestionKind, RankRow, Share, Unit
from analysis.scales import ordinal_median
from analysis.shares import bare_share, make_share, with_bounds
from instruments.items import Item
from instruments.model import FILE_TYPES, METADATA_TYPES, PLACE_TYPES, TEXT_TYPES

SOME_ASKED = (
    "Not everybody was asked this, and how many of the population it concerns is not known, so there is no interval "
    "for a finite population."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The frames that a question is counted in, and what their rows are.

    ``population`` is the size of what the rows are a part of, where that is known; ``narrative`` says that there are
    too few rows for percentages, and why.
    """

    values: pd.DataFrame
    absence: pd.DataFrame
    unit: Unit
    population: int | None = None
    narrative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """A question with its counts of presence, and the table it is counted in."""

    item: Item
    table: Table
    presence: Mapping[str, int]

    @property
    def base(self) -> int:
        return self.presence["answered"]

    @property
    def everybody_asked(self) -> bool:
        return self.presence["not_asked"] == 0

    def share(self, count: int) -> Share:
        """A count with its base, and a percentage unless there are too few rows for one."""
        if self.table.narrative is not None:
            return bare_share(count, self.base, self.table.narrative)
        return make_share(count, self.base, self.table.population if self.everybody_asked else None)

    def bounded_share(self, count: int) -> Share:
        """The same with its bounds, whatever those think who did not answer."""
        found = self.share(count)
        population = self.table.population if self.everybody_asked else None
        return found if found.share is None or population is None else with_bounds(found, population)


def question_block(item: Item, table: Table) -> QuestionBlock:
    """Everything reported of one question.

    Parameters
    ----------
    item : Item
        The question.
    table : Table
        The frames that hold its column, and what their rows are.

    Returns
    -------
    QuestionBlock
        Unsuppressed.
    """
    codes = table.absence[item.name].cat.codes.to_numpy()
    counts = np.bincount(codes, minlength=len(PRESENCES))
    presence: dict[str, int] = {name: int(count) for name, count in zip(PRESENCES, counts, strict=True)}
    counted = _Counted(item=item, table=table, presence=presence)
    return BLOCKS[item.question.kind](counted)


def _block(
    counted: _Counted,
    kind: QuestionKind,
    *,
    rows: tuple[OptionRow, ...] = (),
    ranks: tuple[RankRow, ...] = (),
    favourable: Share | None = None,
    favourable_label: str | None = None,
    median: str | None = None,
    median_note: str | None = None,
    numbers: NumberSummary | None = None,
    comments: int | None = None,
) -> QuestionBlock:
    item, table, presence = counted.item, counted.table, counted.presence
    finite_left_out = bool(rows) and table.population is not None and not counted.everybody_asked
    notes = [table.narrative] if table.narrative is not None and rows else []
    return QuestionBlock(
        name=item.name,
        label=item.question.label or item.name,
        kind=kind,
        unit=table.unit,
        part_of=item.part_of if item.part_of != item.name else None,
        asked=sum(presence.values()) - presence["not_asked"],
        base=counted.base,
        absences=Absences(
            not_asked=presence["not_asked"],
            not_answered=presence["not_answered"],
            not_applicable=presence["not_applicable"],
            dont_know=presence["dont_know"],
        ),
        rows=rows,
        ranks=ranks,
        favourable=favourable,
        favourable_label=favourable_label,
        median=median,
        median_note=median_note,
        numbers=numbers,
        comments=comments,
        narrative_only=table.narrative is not None,
        notes=(*notes, SOME_ASKED) if finite_left_out else tuple(notes),
    )


def _rows(counted: _Counted, counts: list[int]) -> tuple[OptionRow, ...]:
    """A row for each substantive choice."""
    favourable = counted.item.scale.favourable if counted.item.scale else ()
    return tuple(
        OptionRow(
            name=choice.name, label=choice.label, share=counted.share(count), favourable=choice.name in favourable
        )
        for choice, count in zip(substantive_choices(counted.item), counts, strict=True)
    )


def _single(counted: _Counted) -> QuestionBlock:
    item = counted.item
    column = counted.table.values[item.name]
    codes = column.cat.codes.to_numpy()
    counts = [int(count) for count in np.bincount(codes[codes >= 0], minlength=len(column.cat.categories))]
    rows = _rows(counted, counts)
    if item.scale is None:
        return _block(counted, "grade" if item.part == "grade" else "single", rows=rows)
    median, note = _median(counted, counts)
    liked = [row for row in rows if row.favourable]
    return _block(
        counted,
        "grade" if item.part == "grade" else "scale",
        rows=rows,
        favourable=counted.bounded_share(sum(row.share.count or 0 for row in liked)) if liked else None,
        favourable_label=" or ".join(row.label for row in liked) or None,
        median=median,
        median_note=note,
    )


def _median(counted: _Counted, counts: list[int]) -> tuple[str | None, str | None]:
    """The label of the median grade, or that it lies between two."""
    if counted.table.narrative is not None:
        return None, counted.table.narrative
    median = ordinal_median(counts)
    if median.lower is None or median.upper is None:
        return None, median.why_not
    labels = [choice.label for choice in substantive_choices(counted.item)]
    if not median.is_split:
        return labels[median.lower], None
    between = f"between {labels[median.lower]} and {labels[median.upper]}"
    return between, "The answers split evenly: half are at or below one grade and half at or above the other."


def _multiple(counted: _Counted) -> QuestionBlock:
    frame, name = counted.table.values, counted.item.name
    counts = [int(frame[f"{name}/{choice.name}"].sum()) for choice in substantive_choices(counted.item)]
    return _block(counted, "multiple", rows=_rows(counted, counts))


def _number(counted: _Counted) -> QuestionBlock:
    values = counted.table.values[counted.item.name]
    found = five_number_summary(values)
    summary = NumberSummary(
        n=found.n_used,
        minimum=found.minimum,
        lower_quartile=found.lower_quartile,
        median=found.median,
        upper_quartile=found.upper_quartile,
        maximum=found.maximum,
        mark="z" if found.why_not else None,
        note=found.why_not,
        histogram=() if counted.table.narrative else make_histogram(values, found, whole=_are_whole(values)),
    )
    return _block(counted, "number", numbers=summary)


def _are_whole(values: pd.Series) -> bool:
    """Whether all are whole numbers, which calculations keep as floats."""
    return values.dtype == "Int64" or bool((values.dropna() % 1 == 0).all())


def _computed(counted: _Counted) -> QuestionBlock:
    """What the form worked out: numbers as numbers, and of anything else only how often there was something."""
    is_number = counted.table.values[counted.item.name].dtype == "Float64"
    return _number(counted) if is_number else _text(counted)


def _ranking(counted: _Counted) -> QuestionBlock:
    """The first choices, and where each choice was put; positions have no mean."""
    name, choices = counted.item.name, substantive_choices(counted.item)
    found = ranked_choices(counted.table.values[[f"{name}/{choice.name}" for choice in choices]])
    ranks = tuple(
        RankRow(
            name=choice.name,
            label=choice.label,
            positions=one.positions,
            unranked=one.n_missing,
            median=None if counted.table.narrative is not None else one.median_text,
        )
        for choice, one in zip(choices, found, strict=True)
    )
    return _block(counted, "rank", rows=_rows(counted, [one.positions[0] for one in found]), ranks=ranks)


def _text(counted: _Counted) -> QuestionBlock:
    return _block(counted, "text", comments=counted.base)


def _counted_as(kind: QuestionKind) -> Callable[[_Counted], QuestionBlock]:
    """A question of which only the number of answers is reported."""
    return lambda counted: _block(counted, kind)


#: What each kind of question becomes. A new kind of question is one row here.
BLOCKS: Mapping[str, Callable[[_Counted], QuestionBlock]] = {
    **dict.fromkeys(("select_one", "grade", "safety", "consent"), _single),
    "select_multiple": _multiple,
    "rank": _ranking,
    **dict.fromkeys(("integer", "decimal", "range"), _number),
    **dict.fromkeys(("calculate", "hidden"), _computed),
    **dict.fromkeys(TEXT_TYPES, _text),
    **dict.fromkeys(("date", "time", "dateTime"), _counted_as("date")),
    "acknowledge": _counted_as("acknowledge"),
    **dict.fromkeys(FILE_TYPES, _counted_as("file")),
    **dict.fromkeys(PLACE_TYPES, _counted_as("place")),
}

#: What the form notes by itself, of who filled it in and when, is no finding and stands in no report.
UNREPORTED = frozenset(METADATA_TYPES)
