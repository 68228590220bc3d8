"""How many have which grade: of a question, of an agency, of all, as the agencies grade and as the panel settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.case_audits.cells import GradeCell
from analysis.case_audits.records import AuditQuestion, PanelGrade
from analysis.proportions import ProportionInterval, wilson_interval
from analysis.scales import OrdinalMedian, ordinal_median

FEW_GRADES = 10
FEW = f"Fewer than {FEW_GRADES} grades: read the counts, not the percentage."
NOTHING_GRADED = "Nothing is graded, so there is no percentage."
ONE_CASE_MORE_GRADES = (
    "Several grades are of one case and hang together, so the interval is narrower than what is known."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeCounts:
    """The grades of one question, one agency, or all.

    Attributes
    ----------
    name, label : str
        Of which.
    counts : tuple of int
        How many have each grade, the best first, as they stand now.
    n_used : int
        How many grades there are, those that came late included.
    n_cases : int
        On how many cases.
    n_not_applicable, n_not_asked, n_not_answered, n_not_involved, n_missing : int
        How many are no grade, by kind; they are in no denominator.
    n_late : int
        How many of the grades came after the others could be seen.
    n_favourable : int
        How many are good or better.
    share : ProportionInterval
        Their share of the grades, with Wilson's interval.
    median : OrdinalMedian
        The middle grade, its positions counted from the best, 0.
    cautions : tuple of str
        What a reader has to know.
    """

    name: str
    label: str
    counts: tuple[int, ...]
    n_used: int
    n_cases: int
    n_not_applicable: int
    n_not_asked: int
    n_not_answered: int
    n_not_involved: int
    n_missing: int
    n_late: int
    n_favourable: int
    share: ProportionInterval
    median: OrdinalMedian
    cautions: tuple[str, ...] = ()


def own_counts(name: str, label: str, cells: Iterable[GradeCell], question: AuditQuestion) -> GradeCounts:
    """Count what agencies said to questions that share a scale.

    Parameters
    ----------
    name, label : str
        Of what.
    cells : iterable of GradeCell
        Those to be counted.
    question : AuditQuestion
        One of the questions, for its scale.

    Returns
    -------
    GradeCounts
        Without share and median, each with its reason, where nothing is graded. No mean: grades have no distances.
    """
    listed = list(cells)
    graded = [cell for cell in listed if cell.grade is not None]
    states = Counter(cell.state for cell in listed)
    return _counts(
        name,
        label,
        [cell.grade for cell in graded if cell.grade is not None],
        question,
        n_cases=len({cell.case for cell in graded}),
        absences={key: states[key] for key in ("not_applicable", "not_asked", "not_answered")},
        away=(states["not_involved"], states["missing"]),
        n_late=sum(cell.late for cell in graded),
    )


def panel_counts(name: str, label: str, panel: Sequence[PanelGrade], question: AuditQuestion) -> GradeCounts:
    """The same of moderated grades: one to a case and question. Cases that are not settled are not counted."""
    scale = question.scale
    graded = [one for one in panel if one.grade in scale.best_to_worst]
    return _counts(
        name,
        label,
        [one.grade for one in graded],
        question,
        n_cases=len({one.case for one in graded}),
        absences={"not_applicable": len(panel) - len(graded), "not_asked": 0, "not_answered": 0},
        away=(0, 0),
        n_late=0,
    )


def _counts(
    name: str,
    label: str,
    grades: Sequence[str],
    question: AuditQuestion,
    *,
    n_cases: int,
    absences: dict[str, int],
    away: tuple[int, int],
    n_late: int,
) -> GradeCounts:
    scale, found = question.scale, Counter(grades)
    counts = tuple(found[key] for key in scale.best_to_worst)
    favourable = sum(found[key] for key in scale.favourable)
    return GradeCounts(
        name=name,
        label=label,
        counts=counts,
        n_used=len(grades),
        n_cases=n_cases,
        n_not_applicable=absences["not_applicable"],
        n_not_asked=absences["not_asked"],
        n_not_answered=absences["not_answered"],
        n_not_involved=away[0],
        n_missing=away[1],
        n_late=n_late,
        n_favourable=favourable,
        share=_share(favourable, len(grades)),
        median=ordinal_median(counts),
        cautions=_cautions(len(grades), n_cases),
    )


def _share(count: int, n: int) -> ProportionInterval:
    found = wilson_interval(count, n)
    return found if n else replace(found, why_not=NOTHING_GRADED)


def _cautions(n_used: int, n_cases: int) -> tuple[str, ...]:
    found = []
    if 0 < n_used < FEW_GRADES:
        found.append(FEW)
    if n_used > n_cases:
        found.append(ONE_CASE_MORE_GRADES)
    return tuple(found)
