"""One case before the panel: all questions as a grid, the meeting, the time, and what is said of the whole case."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectChoice

from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import AuditCase, ModerationPanel
from survey_app.case_audits.moderation import cases, settling, timing
from survey_app.case_audits.moderation.after_signing import since_signing_of
from survey_app.case_audits.moderation.forms import BeginForm, ConcludeForm, TimeForm
from survey_app.case_audits.moderation.pages import (
    attempt,
    case_with_panel,
    may_moderate,
    names_nobody,
    note_reading,
    page,
)
from survey_app.case_audits.moderation.questions import joint_scale
from survey_app.case_audits.moderation.reading import CaseState, QuestionState, needs_joint_working, panels_of
from survey_app.case_audits.moderation.revising import revisions_of
from survey_app.case_audits.moderation.signing import open_points
from survey_app.case_audits.moderation.wordings import conclusion_of
from survey_app.case_audits.pages import blueprint, log
from survey_app.case_audits.returns.said import SaidInWords, said_in_words
from survey_app.case_audits.returns.voices import voices_of
from survey_app.collect.display import day_text
from survey_app.database import db, now

ORDERS = ("form", "spread")


@blueprint.get("/<audit>/moderation/<int:number>")
@permission("case_audits.returns")
def moderation_case(audit: str, number: int) -> ResponseReturnValue:
    """All questions of a case, agencies beside each other; in the form's order, or the widest spread first."""
    case, state = case_with_panel(audit, number)
    return _case(case, state)


def _case(
    case: AuditCase, state: CaseState, *, beginning: BeginForm | None = None, timed: TimeForm | None = None
) -> ResponseReturnValue:
    note_reading(case)
    order = request.args.get("order", "form")
    panels = panels_of(db.session(), case.audit)
    form = beginning or timed
    return page(
        "case", form=form, audit=case.audit, case=case, state=state, order=order if order in ORDERS else "form",
        lines=ordered(state, order), panels=panels, beginning=beginning or _begin_form(state, panels, sent=False),
        timed=timed or _time_form(state), missing=open_points(state), needs_joint=needs_joint_working(state),
        joint=joint_scale(case.audit), revisions=revisions_of(db.session(), case), first=first_open(state),
        since=since_signing_of(db.session(), [state]).get(case.id),
    )  # fmt: skip


def ordered(state: CaseState, order: str) -> list[QuestionState]:
    """The questions in the form's order, or those on which the agencies lie furthest apart first."""
    found = list(state.questions)
    return sorted(found, key=lambda one: -(one.sides.apart or 0)) if order == "spread" else found


def first_open(state: CaseState) -> QuestionState | None:
    """Where the panel goes on: the first question that needs something, else the first that was graded."""
    graded = [one for one in state.questions if one.sides.is_graded]
    return next(iter(state.open), next(iter(graded), None))


def _begin_form(state: CaseState, panels: Sequence[ModerationPanel], *, sent: bool) -> BeginForm:
    form = BeginForm() if sent else BeginForm(formdata=None)
    form.panel.choices = [SelectChoice(one.id, _meeting_text(one)) for one in panels]
    if not sent:
        held = state.moderation.panel_id if state.moderation is not None else None
        form.panel.data = held or (panels[-1].id if panels else None)
    return form


def _meeting_text(panel: ModerationPanel) -> str:
    people = len(panel.attendees)
    chaired = f", chaired by {panel.chair}" if panel.chair else ""
    return f"{day_text(panel.met_on)}{chaired} ({people} {'person' if people == 1 else 'people'})"


def _time_form(state: CaseState, *, sent: bool = False) -> TimeForm:
    form = TimeForm() if sent else TimeForm(formdata=None)
    if not sent:
        form.minutes.data = round(state.seconds / 60)
    return form


@blueprint.post("/<audit>/moderation/<int:number>/begin", endpoint="moderation_begun")
@permission("case_audits.moderate")
def begin(audit: str, number: int) -> ResponseReturnValue:
    """Take a case up at a meeting."""
    case, state = case_with_panel(audit, number)
    panels = panels_of(db.session(), case.audit)
    form = _begin_form(state, panels, sent=True)
    chosen = next((one for one in panels if one.id == form.panel.data), None)
    if form.validate_on_submit() and chosen is not None:
        if attempt(form, lambda: cases.begin(db.session(), case, chosen, by=current_user.id)):
            log("case taken up by the panel", f"case audit {case.audit.slug}", case=number)
            db.session.commit()
            return redirect(url_for("case_audits.moderation_case", audit=audit, number=number, _anchor="case"))
        case, state = case_with_panel(audit, number)
    return _case(case, state, beginning=form)


@blueprint.post("/<audit>/moderation/<int:number>/time", endpoint="moderation_time")
@permission("case_audits.moderate")
def count(audit: str, number: int) -> ResponseReturnValue:
    """Seconds in which a screen of the case was open, from the page's script."""
    case, _ = case_with_panel(audit, number)
    said = request.form.get("seconds", "")
    seconds = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    counted = timing.count_time(db.session(), case, seconds, at=now())
    db.session.commit()
    return jsonify(seconds=counted)


@blueprint.post("/<audit>/moderation/<int:number>/time-spent", endpoint="moderation_time_corrected")
@permission("case_audits.moderate")
def correct(audit: str, number: int) -> ResponseReturnValue:
    """Set the time by hand."""
    case, state = case_with_panel(audit, number)
    form = _time_form(state, sent=True)
    if form.validate_on_submit():
        minutes, because = form.minutes.data, form.because.data or ""
        assert minutes is not None
        if names_nobody(form, [because], []) and attempt(
            form, lambda: timing.correct_time(db.session(), case, minutes, by=current_user.id, because=because)
        ):
            log("time of a case corrected", f"case audit {case.audit.slug}", case=number, minutes=minutes)
            db.session.commit()
            flash("The time spent is kept.", "success")
            return redirect(url_for("case_audits.moderation_case", audit=audit, number=number))
        case, state = case_with_panel(audit, number)
    return _case(case, state, timed=form)


@blueprint.get("/<audit>/moderation/<int:number>/joint-working")
@permission("case_audits.returns")
def moderation_joint_working(audit: str, number: int) -> ResponseReturnValue:
    """How effective joint working was, what remains open, and whose voices were heard."""
    case, state = case_with_panel(audit, number)
    form = _conclude_form(case, sent=False)
    form.show(conclusion_of(state.moderation))
    return _conclusion(case, state, form)


@blueprint.post("/<audit>/moderation/<int:number>/joint-working", endpoint="moderation_concluded")
@permission("case_audits.moderate")
def conclude(audit: str, number: int) -> ResponseReturnValue:
    """Keep it."""
    case, state = case_with_panel(audit, number)
    form, before = _conclude_form(case, sent=True), conclusion_of(state.moderation)
    wording = form.wording()
    texts = [wording.joint_working_why, wording.unresolved, form.because.data or ""]
    if (
        form.validate_on_submit()
        and names_nobody(form, texts, [before.joint_working_why, before.unresolved])
        and attempt(
            form,
            lambda: settling.conclude(
                db.session(), case, wording, by=current_user.id, seen=form.seen.data or None,
                because=form.because.data or "",
            ),
        )
    ):  # fmt: skip
        log("joint working kept", f"case audit {case.audit.slug}", case=number)
        db.session.commit()
        return redirect(url_for("case_audits.moderation_case", audit=audit, number=number, _anchor="case"))
    case, state = case_with_panel(audit, number)
    return _conclusion(case, state, form)


def voices_on(case: AuditCase) -> list[SaidInWords]:
    """What child, parent and practitioner said for this audit, as it was written down by itself."""
    found = voices_of(db.session(), case.audit)
    return [said_in_words(db.session(), one) for one in found if one.case.id == case.id]


def _conclude_form(case: AuditCase, *, sent: bool) -> ConcludeForm:
    form = ConcludeForm() if sent else ConcludeForm(formdata=None)
    form.offer(joint_scale(case.audit))
    return form


def _conclusion(case: AuditCase, state: CaseState, form: ConcludeForm) -> ResponseReturnValue:
    note_reading(case)
    kept = conclusion_of(state.moderation)
    if form.has_missed or not form.seen.data:
        form.seen.data = kept.mark
    return page(
        "joint_working", form=form, audit=case.audit, case=case, state=state, kept=kept, scale=joint_scale(case.audit),
        needs_joint=needs_joint_working(state), may_write=may_moderate(case.audit), said=voices_on(case),
    )  # fmt: skip
