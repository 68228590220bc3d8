"""What the record answers by itself in somebody's own return or voice: on the pages, on a device and to programs.

Nobody is asked these questions, and whatever a client sends in their place does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument, Item, Section
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseVoice
from survey_app.case_audits.returns.agency_answers import AGENCY_ANSWERS, ANOTHER, is_possible
from survey_app.case_audits.returns.known import known_of_case, known_of_return, taken_by_form
from survey_app.case_audits.returns.levels import QUESTION, levels_then
from survey_app.collect.keeping import finds_giving
from survey_app.database import db
from survey_app.rounds.models import Round

Answers = dict[str, Any]
RETURN_AGENCY = "return_agency"
NOT_ASKED = frozenset({"not_involved_reason"})  # said on the return's own page, where it counts
NOT_BLIND = (
    "Moderation has opened, so the agencies’ returns can be read side by side. What you send or change now is kept, "
    "marked as not blind, and left out of the figures of agreement."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGiving:
    """What is known of a case, for one return or voice on it.

    Attributes
    ----------
    case : AuditCase
    form : CompiledInstrument
    given : mapping
        Question → the answer that the record gives.
    own : AgencyReturn or None
        The agency's return; None for a voice.
    """

    case: AuditCase
    form: CompiledInstrument
    given: Answers = field(default_factory=dict)
    own: AgencyReturn | None = None

    @property
    def address(self) -> str:
        """The record's own page."""
        partnership = self.case.audit.partnership.slug
        if self.own is None:
            return url_for("my_returns.mine", partnership=partnership)
        return url_for("my_returns.show", partnership=partnership, asked_id=self.own.id)

    def completed(self, document: Answers) -> Answers:
        """The answers with those that are given; an agency that this one cannot be is taken out."""
        after = {**document, **self.given}
        agency = after.get(RETURN_AGENCY)
        if self.own is not None and agency and not is_possible(self.own.agency.agency_type, agency):
            after[RETURN_AGENCY] = None
        return after

    def asked(self, section: Section, items: tuple[Item, ...]) -> tuple[Item, ...]:
        settled = NOT_ASKED if self.own is not None else frozenset()
        return tuple(item for item in items if item.name not in self.given and item.name not in settled)

    def beside(self, section: Section, document: Answers) -> Markup:
        """What the audit says already, on the page where the form would ask it."""
        rows = [_row(item, self.given[item.name]) for item in section.items if item.name in self.given]
        rows = [row for row in rows if row[0]]
        is_agency = self.own is not None and any(item.name == RETURN_AGENCY for item in section.items)
        levels = None
        if any(item.name == QUESTION for item in section.items):
            levels = levels_then(db.session(), self.case.audit, self.form)
        if not rows and not is_agency and levels is None:
            return Markup()
        return Markup(
            render_template(
                "my_returns/beside.html", rows=rows, asked=self.own if is_agency else None, address=self.address,
                agency_choices=self._agency_choices() if is_agency else [], levels=levels,
            )
        )  # fmt: skip

    def notice(self) -> str:
        """That the others' returns can be read, once they can."""
        return "" if self.case.audit.is_blind else NOT_BLIND

    def _agency_choices(self) -> list[str]:
        """The words of those choices that fit the agency, where there are several."""
        item = self.form.find(RETURN_AGENCY)
        fitting = AGENCY_ANSWERS.get(self.own.agency.agency_type, ()) if self.own is not None else ()
        if item is None or RETURN_AGENCY in self.given:
            return []
        names = (*fitting, ANOTHER) if fitting else ()
        return [choice.text("label", None) or choice.name for choice in item.choices if choice.name in names]


def _row(item: Item, value: Any) -> tuple[str, str]:
    """A question and its answer in words; no question where it is nothing to be read."""
    if not item.question.is_seen or item.name == "involved":
        return "", ""
    return item.question.text("label", None) or item.name, _in_words(item, value)


def _in_words(item: Item, value: Any) -> str:
    names = value if isinstance(value, list) else [value]
    labels = {choice.name: choice.text("label", None) or choice.name for choice in item.choices}
    if labels:
        return ", ".join(labels.get(name, str(name)) for name in names)
    if item.question.kind == "date":
        return f"{date.fromisoformat(value):%-d %B %Y}"
    return str(value)


@finds_giving
def giving_of_return(session: Session, round_: Round, draft_id: str, compiled: CompiledInstrument) -> CaseGiving | None:
    """What is given in an agency's return."""
    asked = session.scalar(select(AgencyReturn).where(AgencyReturn.draft_id == draft_id))
    if asked is None or asked.case.audit.round_id != round_.id:
        return None
    return CaseGiving(
        case=asked.case, form=compiled, given=taken_by_form(compiled, known_of_return(session, asked)), own=asked
    )  # fmt: skip


@finds_giving
def giving_of_voice(session: Session, round_: Round, draft_id: str, compiled: CompiledInstrument) -> CaseGiving | None:
    """What is given where somebody's voice is written down."""
    voice = session.scalar(
        select(CaseVoice).where(CaseVoice.draft_id == draft_id, CaseVoice.round_id == round_.id)
    )  # fmt: skip
    if voice is None:
        return None
    return CaseGiving(
        case=voice.case, form=compiled, given=taken_by_form(compiled, known_of_case(voice.case))
    )  # fmt: skip
