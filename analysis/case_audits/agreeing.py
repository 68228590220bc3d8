"""How far agencies agreed that graded the same cases blind: by question, in all, in pairs and case by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from analysis.agreement import (
    AgreementCoefficient,
    AgreementShare,
    Ratings,
    cohen_kappa,
    exact_agreement,
    gwet_ac2,
    krippendorff_alpha,
    within_one_agreement,
)
from analysis.case_audits.cells import GradeCell, blind_ratings
from analysis.case_audits.records import AuditQuestion

FEW_CASES = 10
NOBODY = "No agency graded this blind, so agreement is not defined."
ONE_AGENCY = "Only one agency graded this blind, so agreement is not defined."
ONE_EACH = "No case was graded blind by two agencies, so agreement is not defined."


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFigures:
    """Agreement on one question, on all of them, or of one pair of agencies.

    Attributes
    ----------
    name, label : str
        Of what.
    agencies : tuple of str
        Who gave at least one grade blind.
    exact, within_one : AgreementShare
        How often two grades of one case are the same, and the same or neighbours; each with the table behind it.
    ac2, alpha : AgreementCoefficient
        Gwet's AC2 with quadratic weights, the one to read first, and Krippendorff's ordinal alpha.
    kappa : AgreementCoefficient or None
        Cohen's kappa with quadratic weights, where exactly two agencies graded.
    n_cases : int
        How many cases two agencies or more graded blind.
    n_single : int
        How many cases (with several questions: cases by question) have one blind grade only, and say nothing.
    n_late : int
        How many grades came after the others could be seen, and are left out.
    cautions : tuple of str
        What a reader has to know.
    why_not : str or None
        Why no agreement is defined.
    """

    name: str
    label: str
    agencies: tuple[str, ...]
    exact: AgreementShare
    within_one: AgreementShare
    ac2: AgreementCoefficient
    alpha: AgreementCoefficient
    kappa: AgreementCoefficient | None
    n_cases: int
    n_single: int
    n_late: int
    cautions: tuple[str, ...] = ()
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSpread:
    """How far the blind grades of one case lie apart, over all questions.

    Attributes
    ----------
    case : str
        Its pseudonym.
    agencies : tuple of str
        Who graded it blind.
    n_pairs, n_same, n_next, n_further : int
        The pairs of grades to one question: the same, neighbours on the scale, further apart.
    widest : int or None
        The most steps between two grades of one question; None where there is no pair.
    furthest : tuple of str
        The questions on which grades are two steps or more apart.
    why_not : str or None
        Why there is no spread.
    """

    case: str
    agencies: tuple[str, ...]
    n_pairs: int
    n_same: int
    n_next: int
    n_further: int
    widest: int | None
    furthest: tuple[str, ...]
    why_not: str | None = None


def agreement_figures(
    name: str, label: str, cells: Sequence[GradeCell], question: AuditQuestion, *, resamples: int, seed: int
) -> AgreementFigures:
    """The agreement of all agencies in some cells whose questions share a scale.

    Parameters
    ----------
    name, label : str
        Of what.
    cells : sequence of GradeCell
        Their blind grades count.
    question : AuditQuestion
        One of the questions, for the scale.
    resamples, seed : int
        Of the bootstrap over cases: the questions of one case are drawn together.

    Returns
    -------
    AgreementFigures
        Every figure says itself why it is not defined: none is 0 or 1 for want of grades.

    References
    ----------
    As for :func:`~analysis.agreement.exact_agreement`, :func:`~analysis.agreement.gwet_ac2`,
    :func:`~analysis.agreement.krippendorff_alpha` and :func:`~analysis.agreement.cohen_kappa`.
    """
    return _figures(name, label, blind_ratings(cells, question), cells, resamples, seed)


def agreement_of_pairs(
    cells: Sequence[GradeCell], question: AuditQuestion, *, resamples: int, seed: int
) -> tuple[AgreementFigures, ...]:
    """The same of every two agencies that graded a case together; pairs that share none are left out.

    Parameters
    ----------
    cells, question, resamples, seed
        As for :func:`agreement_figures`.

    Returns
    -------
    tuple of AgreementFigures
        In the order of the agencies; ``name`` and ``label`` say which two they are.
    """
    raters = blind_ratings(cells, question).raters
    found = []
    for first, second in combinations(raters, 2):
        of_both = [cell for cell in cells if cell.agency in (first, second)]
        ratings = blind_ratings(of_both, question)
        if len(ratings.raters) == 2 and ratings.complete.any():
            found.append(_figures(f"{first} and {second}", f"{first} and {second}", ratings, of_both, resamples, seed))
    return tuple(found)


def _figures(
    name: str, label: str, ratings: Ratings, cells: Sequence[GradeCell], resamples: int, seed: int
) -> AgreementFigures:
    given = (ratings.codes >= 0).sum(axis=1)
    cases = {ratings.cases[at][0] for at in range(len(given)) if given[at] >= 2}
    return AgreementFigures(
        name=name,
        label=label,
        agencies=ratings.raters,
        exact=exact_agreement(ratings, resamples=resamples, seed=seed),
        within_one=within_one_agreement(ratings, resamples=resamples, seed=seed),
        ac2=gwet_ac2(ratings, weights="quadratic", resamples=resamples, seed=seed),
        alpha=krippendorff_alpha(ratings, level="ordinal", resamples=resamples, seed=seed),
        kappa=cohen_kappa(ratings, weights="quadratic", resamples=resamples, seed=seed)
        if len(ratings.raters) == 2
        else None,
        n_cases=len(cases),
        n_single=int((given == 1).sum()),
        n_late=sum(cell.late and cell.grade is not None for cell in cells),
        cautions=_cautions(len(cases)),
        why_not=_why_not(ratings, len(cases)),
    )


def _why_not(ratings: Ratings, cases: int) -> str | None:
    if cases:
        return None
    return NOBODY if not ratings.raters else ONE_AGENCY if len(ratings.raters) == 1 else ONE_EACH


def _cautions(cases: int) -> tuple[str, ...]:
    if not 0 < cases < FEW_CASES:
        return ()
    few = "One case was" if cases == 1 else f"Only {cases} cases were"
    return (f"{few} graded blind by two agencies or more: one grade more or less would change these figures much.",)


def case_spread(case: str, cells: Sequence[GradeCell], questions: Sequence[AuditQuestion]) -> CaseSpread:
    """How far the blind grades of a case lie apart.

    Parameters
    ----------
    case : str
        Its pseudonym.
    cells : sequence of GradeCell
        Those of the case.
    questions : sequence of AuditQuestion
        All of the audit; each pair of grades is on one question, so scales may differ.

    Returns
    -------
    CaseSpread
        Counts only: within a case there is nothing to draw an interval from.
    """
    steps, graders = [], []
    for question in questions:
        keys = question.scale.best_to_worst
        given = [cell for cell in cells if cell.question == question.name and cell.blind in keys]
        graders += [cell.agency for cell in given]
        places = [keys.index(str(cell.blind)) for cell in given]
        steps += [(question.name, abs(one - other)) for one, other in combinations(places, 2)]
    apart = [count for _, count in steps]
    return CaseSpread(
        case=case,
        agencies=tuple(dict.fromkeys(graders)),
        n_pairs=len(apart),
        n_same=apart.count(0),
        n_next=apart.count(1),
        n_further=sum(count > 1 for count in apart),
        widest=max(apart, default=None),
        furthest=tuple(dict.fromkeys(name for name, count in steps if count > 1)),
        why_not=None if apart else "No question of this case was graded blind by two agencies.",
    )
