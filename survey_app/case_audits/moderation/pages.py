"""What all pages of the panel need: the case and how far it is, who may write, and forms that lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from flask import abort, g, render_template
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select

from survey_app.accounts.permissions import held_permissions
from survey_app.audit_log import AuditEvent
from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.keeping_records.export_log import TAKEN, note_export, subject_of
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AuditCase, CaseAudit
from survey_app.case_audits.moderation.checking import doubtful_words
from survey_app.case_audits.moderation.forms import CheckedForm
from survey_app.case_audits.moderation.questions import Scale
from survey_app.case_audits.moderation.reading import STATES, CaseState, case_state
from survey_app.case_audits.moderation.refusals import ChangedMeanwhile, ModerationRefused
from survey_app.case_audits.pages import audit_or_404, blueprint, case_or_404, today
from survey_app.collect.display import LOCAL_TIME, day_text, moment_text
from survey_app.database import db

READING = "Returns side by side"


def audit_with_panel(slug: str) -> CaseAudit:
    """An audit that has a panel, once moderation has opened; StillBlind before."""
    audit = audit_or_404(slug)
    if not KINDS[audit.kind].moderated:
        abort(404)
    refuse_blind_audit(audit)
    return audit


def case_with_panel(slug: str, number: int) -> tuple[AuditCase, CaseState]:
    """A case in use, and how far its moderation is."""
    case = case_or_404(audit_with_panel(slug), number)
    state = case_state(db.session(), case)
    if state is None:
        abort(404)
    return case, state


def may_moderate(audit: CaseAudit) -> bool:
    """Whether the signed-in person may change anything here: nobody does once the audit is called off."""
    return audit.state != "cancelled" and "case_audits.moderate" in held_permissions()


def note_reading(case: AuditCase) -> None:
    """Note that somebody read the single returns on a case: once for each person, case and day."""
    begins = datetime.combine(today(), time.min, tzinfo=LOCAL_TIME)
    rows = db.session.scalars(
        select(AuditEvent).where(
            AuditEvent.partnership_id == g.partnership.id, AuditEvent.at >= begins, AuditEvent.action == TAKEN,
            AuditEvent.actor_id == current_user.id, AuditEvent.subject == subject_of(case.audit),
        )
    )  # fmt: skip
    known = {"what": READING, "case": str(case.number)}
    if not any(row.details == known for row in rows):
        note_export(db.session(), case.audit, READING, by=current_user.id, case=case.number)
        db.session.commit()


def attempt(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Do it and commit. Where it is refused, the form says why, and keeps everything that was typed."""
    try:
        act()
    except ModerationRefused as error:
        db.session.rollback()
        form.form_errors.append(error.message)
        if isinstance(form, CheckedForm):
            form.has_missed = isinstance(error, ChangedMeanwhile)
        return False
    db.session.commit()
    return True


def names_nobody(form: CheckedForm, texts: Iterable[str], kept: Iterable[str]) -> bool:
    """Whether what was typed holds no words that could identify somebody, beyond those that the writer has checked."""
    known = set(kept)
    changed = [text for text in texts if text and text not in known]
    found = doubtful_words(db.session(), g.partnership.id, changed)
    if all(words in form.confirmed for words in found):
        return True
    form.ask_about(found)
    return False


def page(template: str, *, audit: CaseAudit, form: FlaskForm | None = None, **values: Any) -> tuple[str, int]:
    """A page; 422 where its form has faults."""
    status = 422 if form is not None and (form.errors or form.form_errors) else 200
    return render_template(f"moderation/{template}.html", form=form, audit=audit, **values, **words(audit)), status


def words(audit: CaseAudit) -> dict[str, Any]:
    """What every page of the panel prints with."""
    return {
        "MODERATION_STATES": STATES, "may_moderate": may_moderate(audit), "day_in_words": day_text,
        "moment_in_words": moment_text, "minutes_in_words": minutes_text, "tone": tone,
    }  # fmt: skip


def iso_day(text: str) -> str:
    """A day as a document holds it, in words."""
    return day_text(date.fromisoformat(text))


blueprint.add_app_template_filter(iso_day, "panel_day")


def minutes_text(seconds: int) -> str:
    """A time spent, to the minute."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{minutes // 60} h {minutes % 60:02} min"


def tone(scale: Scale, grade: str) -> str:
    """Which of four shades stands behind a grade: the words and bars say the same."""
    place = scale.order.index(grade) if grade in scale.labels else None
    if place is None:
        return "none"
    share = place / max(len(scale.order) - 1, 1)
    return "top" if share == 0 else "high" if share < 0.5 else "low" if share < 1 else "bottom"
