"""Pages of the evidence store: each standard with its files and links, what counts, and what to add."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.collect.uploads import Upload, UploadRefused, accept
from survey_app.database import db
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment import evidence as store
from survey_app.walkabouts.self_assessment.deadlines import declaration_day, refusal, today_here
from survey_app.walkabouts.self_assessment.declaring import answers_now
from survey_app.walkabouts.self_assessment.evidence import EvidenceRefused, NewEvidence, StandardEvidence
from survey_app.walkabouts.self_assessment.forms import EvidenceForm, WithdrawForm
from survey_app.walkabouts.self_assessment.grades import Answers, sent_answers
from survey_app.walkabouts.self_assessment.models import Evidence
from survey_app.walkabouts.self_assessment.pages import blueprint, file_limit, files_limit, handed_out, led_or_404
from survey_app.walkabouts.self_assessment.returns import find_return


@blueprint.get("/<assessment_id>/evidence")
@permission("walkabouts.agency")
def evidence(assessment_id: str) -> ResponseReturnValue:
    """Every standard, with how much evidence it has and the grade that this allows."""
    assessment = led_or_404(assessment_id)
    kept = find_return(db.session(), assessment)
    answers = _answers(assessment)
    return render_template(
        "self_assessment/evidence.html", assessment=assessment, answers=answers or {},
        standards=store.weighed_evidence(db.session(), assessment, answers, declaration_day(kept)),
        refusal=refusal(assessment, kept, today_here()),
    )  # fmt: skip


@blueprint.route("/<assessment_id>/evidence/<standard_name>", methods=["GET", "POST"])
@permission("walkabouts.agency")
def standard(assessment_id: str, standard_name: str) -> ResponseReturnValue:
    """The evidence of one standard, and a form to add a piece."""
    assessment = led_or_404(assessment_id)
    _weighed(assessment, standard_name)
    form = EvidenceForm()
    if form.validate_on_submit() and _add(assessment, standard_name, form):
        return redirect(url_for("self_assessment.standard", assessment_id=assessment_id, standard_name=standard_name))
    kept = find_return(db.session(), assessment)
    return render_template(
        "self_assessment/standard.html", assessment=assessment, shown=_weighed(assessment, standard_name), form=form,
        refusal=refusal(assessment, kept, today_here()),
    ), 422 if form.errors else 200  # fmt: skip


@blueprint.get("/<assessment_id>/evidence/files/<evidence_id>")
@permission("walkabouts.agency")
def evidence_file(assessment_id: str, evidence_id: str) -> ResponseReturnValue:
    """A file of one's own store, to save."""
    assessment = led_or_404(assessment_id)
    return handed_out(_piece(assessment, evidence_id, with_file=True))


@blueprint.route("/<assessment_id>/evidence/withdraw/<evidence_id>", methods=["GET", "POST"])
@permission("walkabouts.agency")
def withdraw(assessment_id: str, evidence_id: str) -> ResponseReturnValue:
    """Ask why, then take a piece out of what counts."""
    assessment = led_or_404(assessment_id)
    item, form = _piece(assessment, evidence_id), WithdrawForm()
    if form.validate_on_submit():
        store.withdraw_evidence(db.session(), assessment, item, why=form.why.data or "", by=current_user.id)
        name = item.standard
        db.session.commit()
        flash("It is withdrawn and no longer counts.", "success")
        return redirect(url_for("self_assessment.standard", assessment_id=assessment_id, standard_name=name))
    return render_template(
        "self_assessment/withdraw.html", assessment=assessment, item=item, form=form
    ), 422 if form.errors else 200  # fmt: skip


def _add(assessment: Section11Assessment, standard_name: str, form: EvidenceForm) -> bool:
    """Keep what the form gives; an error stands on the field that it concerns. Whether it was kept."""
    try:
        upload = _upload(form.upload.data)
    except UploadRefused as refused:
        form.upload.errors = [f"The file {refused}."]
        return False
    new = NewEvidence(
        standard=standard_name, kind=form.kind.data or "", title=form.title.data or "", dated_on=form.dated_on.data,
        note=form.note.data or "", link=form.link.data or "", upload=upload,
    )  # fmt: skip
    try:
        store.add_evidence(db.session(), assessment, new, by=current_user.id, total_limit=files_limit())
    except EvidenceRefused as refused:
        db.session.rollback()
        _say(form, refused)
        return False
    db.session.commit()
    flash("The evidence is in your store.", "success")
    return True


def _say(form: EvidenceForm, refused: EvidenceRefused) -> None:
    field = form._fields.get(refused.field)
    if field is None:
        form.form_errors.append(refused.message)
    else:
        field.errors = [refused.message]


def _upload(sent: FileStorage | None) -> Upload | None:
    """The file as it is kept, by its content; None where none was chosen."""
    if not sent or not sent.filename:
        return None
    limit = file_limit()
    return accept("file", sent.filename, sent.stream.read(limit + 1), {}, limit=limit)


def _weighed(assessment: Section11Assessment, name: str) -> StandardEvidence:
    found = store.find_standard(assessment, name)
    if found is None:
        abort(404)
    items = store.evidence_of(db.session(), assessment.id)
    day = declaration_day(find_return(db.session(), assessment))
    return store.weigh_standard(found, items, _answers(assessment), day)


def _answers(assessment: Section11Assessment) -> Answers | None:
    kept = find_return(db.session(), assessment)
    if kept is None:
        return None
    return answers_now(db.session(), assessment, kept) or sent_answers(db.session(), kept)


def _piece(assessment: Section11Assessment, evidence_id: str, *, with_file: bool = False) -> Evidence:
    """A piece of this store; reading a file leaves a line in the log."""
    item = store.find_evidence(db.session(), assessment.id, evidence_id)
    if item is None or (with_file and not item.file_name):
        abort(404)
    if with_file:
        record(
            db.session(), "evidence read", actor_id=current_user.id, partnership_id=assessment.partnership_id,
            subject=f"self-assessment {assessment.id}", details={"evidence": item.id},
        )  # fmt: skip
        db.session.commit()
    return item
