"""What staff say of a standard, as the report of their survey shows it: never more than that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.proportions import wilson_interval
from analysis.report import QuestionBlock, Report
from analysis.section11 import StaffView


def staff_views_in(report: Report, standards: Iterable[str]) -> tuple[StaffView, ...]:
    """The share of staff who see each standard favourably, of all staff together.

    Parameters
    ----------
    report : Report
        Of a survey of people whose questions are named after the standard that they mirror (``st5_backed``).
    standards : iterable of str
        The standards.

    Returns
    -------
    tuple of StaffView
        One for each standard of which the report shows a favourable share. Of several questions the one with the least
        favourable share stands for the standard: which respondents gave which answers to two of them, no report tells.
        Only questions that everybody was asked count.
    """
    if report.unit != "people":
        return ()
    blocks = [block for section in report.sections if not section.is_repeat for block in section.questions]
    return tuple(view for standard in standards for view in _view(standard, blocks))


def _view(standard: str, blocks: Iterable[QuestionBlock]) -> Iterator[StaffView]:
    shown = [
        (block.favourable.share, block)
        for block in blocks
        if block.name.startswith(f"{standard}_")
        and block.favourable is not None
        and block.favourable.share is not None
        and block.absences.not_asked == 0
    ]
    if not shown:
        return
    _, block = min(shown, key=lambda one: one[0])
    if block.favourable is None or block.asked is None:
        return
    count, base = block.favourable.count or 0, block.favourable.base or 0
    yield StaffView(
        standard=standard,
        unit=None,
        n_favourable=count,
        n_used=base,
        n_missing=max(0, block.asked - base),
        share=wilson_interval(count, base),
    )
