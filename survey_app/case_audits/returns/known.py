"""What an audit's record knows of a case, as answers of the form that a return or a voice is written on.

Questions are known by their names. A form without one of them is simply not given it; what the record does not know,
or what the form would not take, is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.answer_types import type_problem
from instruments.answers import check_answers
from instruments.compiled import CompiledInstrument, Item
from survey_app.case_audits.models import AgencyReturn, AuditCase
from survey_app.case_audits.returns.agency_answers import certain_answer, certain_answers
from survey_app.partnership.models import Agency

Answers = dict[str, Any]

# How a case was drawn → how the form names it. A systematic draw has a random start: it is one of chance.
SELECTIONS = {
    "simple": "random",
    "systematic": "random",
    "stratified": "stratified",
    "purposive": "purposive",
    "good_practice": "good_practice",
}


def known_of_case(case: AuditCase) -> Answers:
    """What is known of a case whoever is asked about it, by the names of the form’s questions; blanks included."""
    audit = case.audit
    return {
        "pseudonym": case.pseudonym,
        "age_band": case.age_band,
        "sex": case.sex,
        "ethnic_group": case.ethnic_group,
        "disability": case.disability,
        "plan_status": case.plan_status,
        "stratum": case.stratum,
        "theme": audit.theme,
        "window_start": audit.window_starts_on.isoformat(),
        "window_end": audit.window_ends_on.isoformat(),
        "selection": SELECTIONS.get(case.selection, ""),
    }


def known_of_return(session: Session, asked: AgencyReturn) -> Answers:
    """The same for one agency’s return: which agency it is, and which others are asked.

    That an agency was not involved is said on the return’s own page, so a return says that it was.
    """
    kinds = session.scalars(
        select(Agency.agency_type)
        .join(AgencyReturn, AgencyReturn.agency_id == Agency.id)
        .where(AgencyReturn.case_id == asked.case_id, AgencyReturn.involvement == "asked")
        .order_by(Agency.name)
    ).all()
    return known_of_case(asked.case) | {
        "agencies_involved": certain_answers(kinds),
        "return_agency": certain_answer(asked.agency.agency_type),
        "involved": "yes",
    }


def taken_by_form(compiled: CompiledInstrument, known: Answers) -> Answers:
    """What of it the form takes as it is. What it would refuse is asked, so that somebody can put it right."""
    fitting = {name: value for name, value in known.items() if value and _takes(compiled.find(name), value)}
    fitting = {name: _in_order(compiled, name, value) for name, value in fitting.items()}
    refused = {problem.name for problem in check_answers(compiled, fitting)}
    return {name: value for name, value in fitting.items() if name not in refused}


def _takes(item: Item | None, value: Any) -> bool:
    """Whether the form has a question outside repeats that this can be an answer to."""
    if item is None or item.repeats or item.is_calculated or not item.question.is_answered:
        return False
    names = {choice.name for choice in item.choices}
    wanted: Iterable[Any] = value if isinstance(value, list) else [value]
    return type_problem(item, value) is None and (not item.choices or names.issuperset(wanted))


def _in_order(compiled: CompiledInstrument, name: str, value: Any) -> Any:
    """Several choices in the order of their list."""
    item = compiled.find(name)
    if not isinstance(value, list) or item is None:
        return value
    return [choice.name for choice in item.choices if choice.name in value]
