"""What moderation changed: blind grades against the panel's, in all, by agency and by question; and who dissents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.agreement import ModerationShift, moderation_shift
from analysis.case_audits.cells import GradeCell, own_and_moderated
from analysis.case_audits.records import AuditQuestion, DissentRecord
from analysis.comparison import adjust_family


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRow:
    """The shift of one agency, one question, or all.

    Attributes
    ----------
    name, label : str
        Of which.
    shift : ModerationShift
        Counts of up, same and down, the mean shift in steps (above 0 is towards the best grade), the sign test, the
        agreement of own and moderated grades, and the table behind them.
    p_adjusted : float or None
        The sign test's probability by Holm's method, among all agencies or all questions; None where there is no test,
        and for all together.
    """

    name: str
    label: str
    shift: ModerationShift
    p_adjusted: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentCounts:
    """How often an agency did not agree with a moderated grade.

    Attributes
    ----------
    total, n_cases : int
        How many dissents there are, and on how many cases.
    by_agency, by_question : tuple of (str, int)
        The same by agency and by question name; those without any are left out.
    """

    total: int
    n_cases: int
    by_agency: tuple[tuple[str, int], ...]
    by_question: tuple[tuple[str, int], ...]


def shift_row(
    name: str, label: str, cells: Sequence[GradeCell], question: AuditQuestion, *, resamples: int, seed: int
) -> ShiftRow:
    """The shift in some cells whose questions share a scale.

    Parameters
    ----------
    name, label : str
        Of what.
    cells : sequence of GradeCell
        Only those on a question that the panel settled count; late returns are left out and counted.
    question : AuditQuestion
        One of the questions, for the scale.
    resamples, seed : int
        Of the bootstrap over cases.

    Returns
    -------
    ShiftRow
        Without estimates, and with the reason, where no return has both grades.

    References
    ----------
    As for :func:`~analysis.agreement.moderation_shift`.
    """
    shift = moderation_shift(
        own_and_moderated(cells),
        direction="best_first",
        case="case",
        not_blind="late",
        grades=question.scale.best_to_worst,
        absent=question.scale.not_applicable,
        resamples=resamples,
        seed=seed,
    )
    return ShiftRow(name=name, label=label, shift=shift)


def adjusted(rows: Sequence[ShiftRow], family: str) -> tuple[ShiftRow, ...]:
    """The rows with Holm's adjustment among them."""
    if not rows:
        return ()
    found = adjust_family(family, {str(at): row.shift.sign_test.p_value for at, row in enumerate(rows)}).rows
    return tuple(replace(row, p_adjusted=one.adjusted) for row, one in zip(rows, found, strict=True))


def dissent_counts(dissents: Sequence[DissentRecord]) -> DissentCounts:
    """Count dissents; the most frequent stand first, equal ones in the order of their names."""
    return DissentCounts(
        total=len(dissents),
        n_cases=len({one.case for one in dissents}),
        by_agency=_counted(one.agency for one in dissents),
        by_question=_counted(one.question for one in dissents),
    )


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))
