"""Replacing a drawn case that cannot be used: by rule, never by choice, and so that another person gets the same.

The draw's own order of chance goes on beyond the sample. The next case in it, of the same stratum, takes the place of
one that cannot be used; who it is was settled when the seed was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from analysis.sampling.draw_order import order_of_chance, random_start
from analysis.sampling.exclusions import eligible_rows
from analysis.sampling.frames import SamplingFrame, sampling_frame
from analysis.sampling.records import DrawRecord, Exclusion
from analysis.sampling.redraws import check_frame, redraw

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A drawn case that could not be used.

    Attributes
    ----------
    unusable : str
        Its key.
    reason : str
        Why it could not be used.
    by : str or None
        The key of the case that takes its place; None where its stratum had none left.
    skipped : tuple of Exclusion
        Cases that came before it in the order and could not be drawn by then, each with the reason.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True}

    unusable: str
    reason: str
    by: str | None
    skipped: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRecord:
    """A draw with what became of it: all that another person needs, beside the list, to come to the same cases.

    Attributes
    ----------
    draw : DrawRecord
        The draw.
    replacements : tuple of Replacement
        In the order in which they were made.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True}

    draw: DrawRecord
    replacements: tuple[Replacement, ...] = ()

    @property
    def in_use(self) -> tuple[str, ...]:
        """The keys that are in the sample now, in the order of the draw; a replacement stands where the other stood."""
        now = dict(zip(self.draw.drawn, self.draw.drawn, strict=True))
        places = {key: key for key in self.draw.drawn}
        for one in self.replacements:
            place = places[one.unusable]
            if one.by is None:
                del now[place]
            else:
                now[place], places[one.by] = one.by, place
        return tuple(now.values())


def reserves(record: DrawRecord, rows: pd.DataFrame, key: str) -> tuple[str, ...]:
    """Who would take the place of a drawn case, in order.

    Parameters
    ----------
    record : DrawRecord
        The record of the draw.
    rows : DataFrame
        The list that was drawn from.
    key : str
        A key that may be drawn: one of the sample, or one that replaced another.

    Returns
    -------
    tuple of str
        Keys that were not drawn, first the next. Empty where all of the stratum were drawn.

    Raises
    ------
    ValueError
        Where the list is not the one that was drawn from, or the key could not be drawn.

    Notes
    -----
    Simple: the rest of the order of chance. Stratified: the rest of it within the case's stratum. Systematic: the
    undrawn cases of the same step of the list, those that another random start would have drawn in its place, by the
    order of chance; so the sample stays spread over the list, and no case near a drawn one is favoured.

    References
    ----------
    Sunter, A. B. (1977). List sequential sampling with equal or unequal probabilities without replacement. Applied
    Statistics 26, 261-268: any first n of the order are a simple random sample.
    """
    check_frame(record, rows)
    frame = sampling_frame(rows, key=record.key_column, stratum=record.stratum_column, order=record.order_column)
    return _reserves(record, frame, key)


def replace(
    sample: SampleRecord,
    rows: pd.DataFrame,
    unusable: str,
    reason: str,
    *,
    skipping: Mapping[str, str] | None = None,
) -> SampleRecord:
    """Put the next case by rule in the place of one that cannot be used.

    Parameters
    ----------
    sample : SampleRecord
        The sample as it is.
    rows : DataFrame
        The list that was drawn from.
    unusable : str
        A key of the sample, of those in use.
    reason : str
        Why it cannot be used.
    skipping : mapping of str to str, optional
        Cases that have become impossible to draw since, with the reason: excluded, or drawn by another draw.

    Returns
    -------
    SampleRecord
        With one replacement more; its ``by`` is None where the stratum has no case left.

    Raises
    ------
    ValueError
        Where the list is not the one that was drawn from, the case is not in use, or there is no reason.

    Notes
    -----
    The sample within each stratum stays a simple random sample of the cases that can be used, provided that whether a
    case can be used does not depend on what the audit would find in it. See docs/statistics/sampling.md.
    """
    if unusable not in sample.in_use:
        raise ValueError(f"{unusable!r} is not in use in this sample")
    if not reason.strip():
        raise ValueError(f"there is no reason why {unusable!r} cannot be used")
    used = {*sample.draw.drawn, *(one.by for one in sample.replacements)}
    place = _place(sample, unusable)
    following, skipped = None, []
    for one in reserves(sample.draw, rows, place):
        if one in used:
            continue
        if skipping is None or one not in skipping:
            following = one
            break
        skipped.append(Exclusion(key=one, reason=skipping[one]))
    made = Replacement(unusable=unusable, reason=reason, by=following, skipped=tuple(skipped))
    return SampleRecord(draw=sample.draw, replacements=(*sample.replacements, made))


def redraw_sample(sample: SampleRecord, rows: pd.DataFrame) -> SampleRecord:
    """Draw again from the record, replace again by the rule, and see that it comes out the same.

    Raises
    ------
    ValueError
        As :func:`analysis.sampling.redraw`; and where a replacement is not the one that the rule gives.
    """
    again = SampleRecord(draw=redraw(sample.draw, rows))
    for stated in sample.replacements:
        skipping = {one.key: one.reason for one in stated.skipped}
        again = replace(again, rows, stated.unusable, stated.reason, skipping=skipping)
        found = again.replacements[-1]
        if found != stated:
            raise ValueError(
                f"the record does not say what its rule gives: {stated.unusable} is replaced by {stated.by}, not by "
                f"{found.by}, or other cases were passed over"
            )
    return again


def sample_record_to_json(sample: SampleRecord) -> str:
    """The record as JSON, to be kept with the audit."""
    return _adapter().dump_json(sample, indent=2).decode()


def sample_record_from_json(text: str) -> SampleRecord:
    """Read a record back; ValueError where it is none. A record of a draw alone is one without replacements."""
    from pydantic import ValidationError

    from analysis.sampling.records import draw_record_from_json

    try:
        return _adapter().validate_json(text)
    except ValidationError:
        try:
            return SampleRecord(draw=draw_record_from_json(text))
        except ValidationError:
            pass
        raise


def _place(sample: SampleRecord, key: str) -> str:
    """The drawn case in whose place a case stands."""
    before = {one.by: one.unusable for one in sample.replacements if one.by is not None}
    while key in before:
        key = before[key]
    return key


def _reserves(record: DrawRecord, frame: SamplingFrame, key: str) -> tuple[str, ...]:
    rows, drawn = eligible_rows(frame, record.exclusions), set(record.drawn)
    keys = [frame.keys[row] for row in rows]
    if key not in keys:
        raise ValueError(f"{key!r} is not a case of the frame that may be drawn")
    if record.method == "systematic":
        group: Sequence[str] = _step(record, frame, rows, key)
    elif frame.strata is not None:
        mine = frame.strata[rows[keys.index(key)]]
        group = [frame.keys[row] for row in rows if frame.strata[row] == mine]
    else:
        group = keys
    return tuple(one for one in order_of_chance(record.seed, group) if one not in drawn)


def _step(record: DrawRecord, frame: SamplingFrame, rows: list[int], key: str) -> list[str]:
    """The cases that the step of a drawn one could have fallen on."""
    if frame.places is not None:
        rows = sorted(rows, key=frame.places.__getitem__)
    size, n = len(rows), record.n
    start = random_start(record.seed, size)
    drawn_at = {frame.keys[rows[(start + step * size) // n]]: step for step in range(n)}
    if key not in drawn_at:
        raise ValueError(f"{key!r} was not drawn")
    step = drawn_at[key]
    return [frame.keys[rows[at]] for at in range(step * size // n, (size - 1 + step * size) // n + 1)]


@cache
def _adapter() -> TypeAdapter[SampleRecord]:
    from pydantic import TypeAdapter  # here, since making the adapter is slow and most who import this need none

    return TypeAdapter(SampleRecord)
