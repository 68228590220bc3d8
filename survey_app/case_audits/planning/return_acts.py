"""What can be done about one return asked for, from its page: each act has a form of its own on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AgencyReturn
from survey_app.case_audits.planning import asking, conflicts, mailing
from survey_app.case_audits.planning.forms import (
    AuditorForm,
    ConfirmForm,
    DecisionForm,
    MoreTimeForm,
    NotInvolvedForm,
    OutsiderForm,
)
from survey_app.case_audits.planning.people import auditors_of
from survey_app.case_audits.planning.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnForms:
    """The forms of the page of one return. Those of an agency's own lead are fewer."""

    auditor: AuditorForm
    outsider: OutsiderForm
    more_time: MoreTimeForm
    not_involved: NotInvolvedForm
    ask_again: ConfirmForm
    decision: DecisionForm

    def of(self, act: str) -> FlaskForm | None:
        """The form of an act; None for an act that there is not."""
        return getattr(self, act) if act in ACTS else None


def forms_for(session: Session, asked: AgencyReturn, act: str) -> ReturnForms:
    """The forms, of which only that of the act takes what was sent."""

    def sent(name: str) -> dict[str, Any]:
        return {} if act == name else {"formdata": None}

    forms = ReturnForms(
        auditor=AuditorForm(**sent("auditor"), auditor=str(asked.auditor_id or "")),
        outsider=OutsiderForm(**sent("outsider")), more_time=MoreTimeForm(**sent("more_time")),
        not_involved=NotInvolvedForm(**sent("not_involved")), ask_again=ConfirmForm(**sent("ask_again")),
        decision=DecisionForm(**sent("decision"), seen=asked.conflict),
    )  # fmt: skip
    people = auditors_of(session, asked.case.audit.partnership_id)
    forms.auditor.offer(people, asked.agency_id, asked.auditor)
    forms.outsider.offer(people, asked.agency_id)
    return forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Who does something about a return, and when."""

    session: Session
    one: Standing
    forms: ReturnForms
    by: int
    today: date

    @property
    def asked(self) -> AgencyReturn:
        return self.one.asked


def _name(acting: Acting) -> str:
    asking.assign_auditor(acting.session, acting.asked, acting.forms.auditor.chosen(), by=acting.by)
    told = mailing.tell_auditors(acting.session, acting.asked.case.audit)
    return "The auditor is told by e-mail." if told else "The auditor is changed."


def _name_outsider(acting: Acting) -> str:
    form = acting.forms.outsider
    asking.assign_auditor(
        acting.session, acting.asked, int(form.outsider.data), by=acting.by, outside_why=form.outside_why.data or ""
    )
    told = mailing.tell_auditors(acting.session, acting.asked.case.audit)
    return "The auditor is told by e-mail." if told else "The auditor is changed."


def _more_time(acting: Acting) -> str:
    form = acting.forms.more_time
    until = form.until.data or acting.today
    asking.extend(acting.session, acting.asked, until, form.more_time_why.data or "", today=acting.today)
    told = mailing.tell_extended(acting.session, acting.asked.case.audit, acting.asked)
    return f"There is time until {until:%-d %B %Y}.{' The auditor is told by e-mail.' if told else ''}"


def _not_involved(acting: Acting) -> str:
    why = acting.forms.not_involved.not_involved_why.data or ""
    asking.mark_not_involved(acting.session, acting.asked, why, by=acting.by)
    return f"{acting.asked.agency.name} was not involved with {acting.asked.case.pseudonym}, and is not missing."


def _ask_again(acting: Acting) -> str:
    asking.ask_agency(acting.session, acting.asked.case, acting.asked.agency_id, by=acting.by)
    mailing.tell_auditors(acting.session, acting.asked.case.audit)
    return f"{acting.asked.agency.name} is asked about {acting.asked.case.pseudonym} after all."


def _decide(acting: Acting) -> str:
    form = acting.forms.decision
    conflicts.handle_conflict(
        acting.session, acting.asked, form.handling.data or "", seen=form.seen.data or "", by=acting.by
    )
    return "The decision is recorded, and the auditor can go on."


ACTS: dict[str, Callable[[Acting], str]] = {
    "auditor": _name, "outsider": _name_outsider, "more_time": _more_time, "not_involved": _not_involved,
    "ask_again": _ask_again, "decision": _decide,
}  # fmt: skip
# What the lead of an agency may do about a return of it; all else is for those who manage the audit.
OWN_ACTS = frozenset({"auditor", "not_involved", "ask_again"})
