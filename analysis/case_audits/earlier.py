"""Against the last audit: other cases, so two independent samples, and only what was asked in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from analysis.case_audits.cells import GradeCell
from analysis.case_audits.profiles import GradeCounts, own_counts, panel_counts
from analysis.case_audits.records import AuditQuestion, AuditRecord
from analysis.comparison import ProportionDifference, RoundComparison, adjust_family, fisher_exact_test
from analysis.comparison.differences import newcombe_difference

Basis = Literal["moderated", "own"]

NOTHING_ALIKE = "No graded question was asked in the same way in both audits."
OWN_GRADES = (
    "Several of the agencies’ own grades are of one case and hang together: their intervals are narrower, and their "
    "probabilities smaller, than what is known."
)
OTHER_CASES = "Both audits looked at other cases: a difference may come from the cases as well as from the work."
NOT_DRAWN = "In {which} cases were chosen for a reason and not drawn, so that they stand for no others."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One question in two audits.

    Attributes
    ----------
    name, label : str
        The question, as it is asked now.
    basis : {"moderated", "own"}
        Whose grades: the panel's, one to a case, or the agencies' own as they stood last.
    before, now : GradeCounts
        The grades of both.
    difference : ProportionDifference
        The share that is good or better now, less that of the last audit, with Newcombe's interval.
    p_value, p_adjusted : float or None
        Fisher's exact test, and by Holm's method among all questions of the same basis; None where there is no test.
    """

    name: str
    label: str
    basis: Basis
    before: GradeCounts
    now: GradeCounts
    difference: ProportionDifference
    p_value: float | None
    p_adjusted: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstEarlier:
    """This audit against the last one.

    Attributes
    ----------
    title : str
        The last audit.
    moderated, own : tuple of ChangeRow
        The questions asked in the same way, by the panel's grades and by the agencies' own.
    not_compared : tuple of (str, str)
        The graded questions that are not compared, each with the reason.
    cautions : tuple of str
        What a reader has to know.
    why_not : str or None
        Why nothing is compared.
    """

    title: str
    moderated: tuple[ChangeRow, ...]
    own: tuple[ChangeRow, ...]
    not_compared: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...] = ()
    why_not: str | None = None


def against_earlier(
    now: AuditRecord,
    now_cells: Sequence[GradeCell],
    before: AuditRecord,
    before_cells: Sequence[GradeCell],
    alike: RoundComparison,
) -> AgainstEarlier:
    """Compare two audits, question by question.

    Parameters
    ----------
    now, before : AuditRecord
        This audit and the last one.
    now_cells, before_cells : sequence of GradeCell
        Their cells, as :func:`~analysis.case_audits.cells.grade_cells` gives them.
    alike : RoundComparison
        Which questions were asked in the same way (:func:`~analysis.comparison.comparable_questions`).

    Returns
    -------
    AgainstEarlier
        A question that was worded otherwise, or has another scale, is not compared, and says why. By the panel's
        grades only where both audits have some.

    Notes
    -----
    The cases are other ones, so the samples are independent of each other. The panel's grades are one to a case and
    question and independent within a sample, too; the agencies' own are not, which a caution says.

    References
    ----------
    As for :func:`~analysis.comparison.newcombe_difference`, :func:`~analysis.comparison.fisher_exact_test` and
    :func:`~analysis.comparison.adjust_family`.
    """
    old, reasons = before.by_name, _reasons(now, before, alike)
    same = [question for question in now.questions if question.name not in reasons]
    own = [
        _row(
            question, "own",
            own_counts(question.name, question.label, _of(before_cells, question.name), old[question.name]),
            own_counts(question.name, question.label, _of(now_cells, question.name), question),
        )
        for question in same
    ]  # fmt: skip
    moderated = [_moderated(question, now, before) for question in same] if now.panel and before.panel else []
    labels = {question.name: question.label for question in (*before.questions, *now.questions)}
    return AgainstEarlier(
        title=before.title,
        moderated=_adjusted(moderated),
        own=_adjusted(own),
        not_compared=tuple((labels[name], why) for name, why in reasons.items()),
        cautions=_cautions(now, before, own),
        why_not=None if same else NOTHING_ALIKE,
    )


def _reasons(now: AuditRecord, before: AuditRecord, alike: RoundComparison) -> dict[str, str]:
    """Why a graded question of either audit cannot be compared, by its name."""
    old, new = before.by_name, now.by_name
    verdicts = {one.name: one for one in alike.questions}
    found: dict[str, str] = {}
    for name in dict.fromkeys((*new, *old)):
        verdict = verdicts.get(name)
        if name not in old:
            found[name] = "It was not asked in the last audit."
        elif name not in new:
            found[name] = "It is no longer asked."
        elif verdict is None or not verdict.is_comparable:
            found[name] = " ".join(verdict.reasons if verdict is not None else ()) or "It was asked in another way."
        elif old[name].scale != new[name].scale:
            found[name] = "It was graded on another scale."
    return found


def _moderated(question: AuditQuestion, now: AuditRecord, before: AuditRecord) -> ChangeRow:
    was, is_now = (
        panel_counts(
            question.name, question.label, [one for one in record.panel if one.question == question.name], question
        )
        for record in (before, now)
    )
    return _row(question, "moderated", was, is_now)


def _row(question: AuditQuestion, basis: Basis, before: GradeCounts, now: GradeCounts) -> ChangeRow:
    pairs = (now.n_favourable, now.n_used), (before.n_favourable, before.n_used)
    difference = newcombe_difference(*pairs[0], *pairs[1])
    test = fisher_exact_test([[count, n - count] for count, n in pairs]) if now.n_used and before.n_used else None
    return ChangeRow(
        name=question.name,
        label=question.label,
        basis=basis,
        before=before,
        now=now,
        difference=difference if difference.why_not is None else replace(difference, why_not=_ungraded(before, now)),
        p_value=None if test is None else test.p_value,
    )


def _ungraded(before: GradeCounts, now: GradeCounts) -> str:
    """In which of the audits nobody graded the question."""
    which = "either audit" if not (before.n_used or now.n_used) else "this audit" if before.n_used else "the last audit"
    return f"There is no such grade in {which}."


def _adjusted(rows: Sequence[ChangeRow]) -> tuple[ChangeRow, ...]:
    if not rows:
        return ()
    p_values: Mapping[str, float | None] = {row.name: row.p_value for row in rows}
    found = adjust_family("questions against the last audit", p_values).rows
    return tuple(replace(row, p_adjusted=one.adjusted) for row, one in zip(rows, found, strict=True))


def _of(cells: Sequence[GradeCell], question: str) -> list[GradeCell]:
    return [cell for cell in cells if cell.question == question]


def _cautions(now: AuditRecord, before: AuditRecord, own: Sequence[ChangeRow]) -> tuple[str, ...]:
    if not own:
        return ()
    chosen = [which for which, one in (("this audit", now), ("the last audit", before)) if one.chosen]
    not_drawn = (NOT_DRAWN.format(which=" and ".join(chosen)),) if chosen else ()
    together = any(counts.n_used > counts.n_cases for row in own for counts in (row.before, row.now))
    return (OTHER_CASES, *not_drawn, *((OWN_GRADES,) if together else ()))
