"""How far agencies agreed that graded the same cases, judgement by judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.agreement import (
    AgreementCoefficient,
    Ratings,
    cohen_kappa,
    exact_agreement,
    gwet_ac2,
    krippendorff_alpha,
    ratings_from_long,
    within_one_agreement,
)
from analysis.beside.graded_forms import GradedRound, scale_of
from analysis.beside.records import JudgementAgreement
from analysis.round_data import ResponseRecord
from instruments.items import Item

CASE, RETURNED_BY = "pseudonym", "return_agency"
NO_CASES = "This round has no cases that several agencies grade, so there is no agreement to look at."
TOO_FEW = "No case was graded by two agencies, so there is no agreement to look at."


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAgreement:
    """The judgements that two or more agencies graded in the same case; the note says what was left out, and why."""

    judgements: tuple[JudgementAgreement, ...] = ()
    note: str | None = None


def agreement_of(graded: GradedRound, *, opened_on: date | None = None) -> FoundAgreement:
    """Agreement of the agencies on every judgement of a case audit.

    Parameters
    ----------
    graded : GradedRound
        The returns: one for each agency and case.
    opened_on : date, optional
        The day on which the returns could be seen. What came in later was not given blind and is left out.

    Returns
    -------
    FoundAgreement
        For each judgement the share of pairs that are the same and within one grade, Gwet's AC2 with quadratic weights,
        the quadratic kappa where exactly two agencies graded, and Krippendorff's ordinal alpha.
    """
    form = graded.form
    if form.instrument.settings.unit != "cases" or form.find(CASE) is None or form.find(RETURNED_BY) is None:
        return FoundAgreement(note=NO_CASES)
    returns = list(_returns(graded, opened_on))
    counts = Counter((one["case"], one["agency"]) for _, one in returns)
    once = [(document, one) for document, one in returns if counts[one["case"], one["agency"]] == 1]
    items = [item for item in form.items if item.part == "grade" and not item.repeats and item.scale is not None]
    found = tuple(one for item in items for one in _judgement(item, once))
    return FoundAgreement(judgements=found, note=_note(found, returns, len(returns) - len(once)))


def _returns(graded: GradedRound, opened_on: date | None) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Each return with its case and agency, and whether it was given blind."""
    for response, document in graded.documents():
        case, agency = document.get(CASE), document.get(RETURNED_BY)
        if case and agency:
            late = _is_late(response, opened_on)
            yield document, {"case": str(case).strip().casefold(), "agency": str(agency), "late": late}


def _is_late(response: ResponseRecord, opened_on: date | None) -> bool:
    return opened_on is not None and response.received_on is not None and response.received_on > opened_on


def _judgement(item: Item, returns: list[tuple[Mapping[str, Any], dict[str, Any]]]) -> Iterator[JudgementAgreement]:
    """The agreement on one judgement; nothing where no case has two grades."""
    scale, _ = scale_of(item)
    rows = [{**one, "grade": document.get(item.name)} for document, one in returns if document.get(item.name)]
    given = [row for row in rows if row["grade"] in scale.best_to_worst and not row["late"]]
    if max(Counter(row["case"] for row in given).values(), default=0) < 2:
        return
    graders = {row["agency"] for row in given}
    frame = pd.DataFrame([row for row in rows if row["agency"] in graders])
    ratings = ratings_from_long(
        frame, grades=scale.best_to_worst, absent=scale.not_applicable, not_blind="late" if len(frame) else None
    )
    yield JudgementAgreement(
        name=item.name,
        label=item.question.label or item.name,
        exact=exact_agreement(ratings),
        within_one=within_one_agreement(ratings),
        coefficients=tuple(_coefficients(ratings)),
    )


def _coefficients(ratings: Ratings) -> Iterator[AgreementCoefficient]:
    yield gwet_ac2(ratings, weights="quadratic")
    if len(ratings.raters) == 2:
        yield cohen_kappa(ratings, weights="quadratic")
    yield krippendorff_alpha(ratings, level="ordinal")


def _note(found: tuple[JudgementAgreement, ...], returns: list[Any], twice: int) -> str | None:
    late = sum(one["late"] for _, one in returns)
    sentences = [] if found else [TOO_FEW]
    if late:
        were = "1 return was" if late == 1 else f"{late} returns were"
        sentences.append(f"{were} made after the others could be seen, and left out.")
    if twice:
        sentences.append(f"{twice} returns are of an agency that made more than one of the same case, and left out.")
    return " ".join(sentences) or None
