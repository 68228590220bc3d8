"""One question before the panel: every agency's grade on the scale, what each wrote, and what the panel settles."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import AuditCase
from survey_app.case_audits.moderation import settling
from survey_app.case_audits.moderation.forms import SettleForm
from survey_app.case_audits.moderation.pages import (
    attempt,
    case_with_panel,
    may_moderate,
    names_nobody,
    note_reading,
    page,
)
from survey_app.case_audits.moderation.reading import CaseState, QuestionState
from survey_app.case_audits.moderation.wordings import Settlement, settlement_of
from survey_app.case_audits.pages import blueprint, log
from survey_app.database import db

ANCHOR = "question"  # what a projector shows first, the navigation left above


@blueprint.get("/<audit>/moderation/<int:number>/questions/<name>")
@permission("case_audits.returns")
def moderation_question(audit: str, number: int, name: str) -> ResponseReturnValue:
    """One question, large enough to be read across a meeting room."""
    case, state, line = _found(audit, number, name)
    form = _form(state, line, sent=False)
    form.show(settlement_of(state.moderation, name))
    return _question(case, state, line, form)


@blueprint.post("/<audit>/moderation/<int:number>/questions/<name>", endpoint="moderation_settled")
@permission("case_audits.moderate")
def settle(audit: str, number: int, name: str) -> ResponseReturnValue:
    """Keep what the panel settles, and go on to the next question or stay."""
    case, state, line = _found(audit, number, name)
    form, before = _form(state, line, sent=True), settlement_of(state.moderation, name)
    wording = form.wording()
    if (
        form.validate_on_submit()
        and names_nobody(form, [*_texts(wording), form.because.data or ""], _texts(before))
        and attempt(
            form,
            lambda: settling.keep_question(
                db.session(), case, name, wording, by=current_user.id, seen=form.seen.data or None,
                because=form.because.data or "",
            ),
        )
    ):  # fmt: skip
        log("question settled by the panel", f"case audit {case.audit.slug}", case=number, question=name)
        db.session.commit()
        return redirect(_after(audit, number, state, name))
    case, state, line = _found(audit, number, name)
    return _question(case, state, line, form)


def _found(audit: str, number: int, name: str) -> tuple[AuditCase, CaseState, QuestionState]:
    case, state = case_with_panel(audit, number)
    line = state.of(name)
    if line is None:
        abort(404)
    return case, state, line


def _texts(wording: Settlement) -> list[str]:
    return [wording.reason, *(one.reason for one in wording.dissents.values())]


def _form(state: CaseState, line: QuestionState, *, sent: bool) -> SettleForm:
    form = SettleForm() if sent else SettleForm(formdata=None)
    agencies = settling.dissenting_agencies(state)
    form.offer(line.sides.question.scale, agencies, request.form if sent else None)
    return form


def _after(audit: str, number: int, state: CaseState, name: str) -> str:
    """The next question that was graded; after the last the grid. "stay" comes back to the same."""
    around = _around(state, name)
    target = name if "stay" in request.form else around["after"].name if around["after"] is not None else ""
    values: dict[str, Any] = {"audit": audit, "number": number, "kept": name}
    if not target:
        return url_for("case_audits.moderation_case", _anchor="grid", **values)
    return url_for("case_audits.moderation_question", name=target, _anchor=ANCHOR, **values)


def _question(case: AuditCase, state: CaseState, line: QuestionState, form: SettleForm) -> ResponseReturnValue:
    note_reading(case)
    kept = settlement_of(state.moderation, line.name)
    if form.has_missed or not form.seen.data:
        form.seen.data = kept.mark
    return page(
        "question", form=form, audit=case.audit, case=case, state=state, line=line, kept=kept,
        agencies=settling.dissenting_agencies(state), around=_around(state, line.name),
        may_write=may_moderate(case.audit), unfolded=request.args.get("texts") == "open",
        just_kept=state.of(request.args.get("kept", "")),
    )  # fmt: skip


def _around(state: CaseState, name: str) -> dict[str, Any]:
    """The questions before and after, and the place of this one among those that were graded."""
    shown = [one for one in state.questions if one.sides.is_graded or one.name == name]
    place = next(position for position, one in enumerate(shown) if one.name == name)
    return {
        "before": shown[place - 1] if place else None,
        "after": shown[place + 1] if place + 1 < len(shown) else None,
        "place": place + 1,
        "count": len(shown),
    }
