"""Pages of what was said: all of it, and writing notes and points, each saved by itself."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.collect.telling_words import telling_words
from survey_app.database import db
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families import saying
from survey_app.forums.families.forms import HandInForm, NoteForm, PointForm, SaidByForm
from survey_app.forums.families.pages import (
    blueprint,
    by_question,
    group_or_404,
    is_mine,
    log_group,
    own_group_or_404,
)
from survey_app.forums.models.families import FocusGroup, FocusGroupNote, FocusGroupPoint, FocusGroupQuestion
from survey_app.forums.planning.forms import ConfirmForm


@blueprint.get("/<group_id>/said")
@permission("families.open")
def said(group_id: str) -> ResponseReturnValue:
    """Everything that was written down, question by question. Reading it is logged."""
    found = group_or_404(group_id)
    log_group("focus group read", found)
    db.session.commit()
    return render_template(
        "families/said.html", group=found, cycle=found.cycle, mine=is_mine(found), found=by_question(found),
        may_write=any(one.to_notes for one in found.participants),
    )  # fmt: skip


@blueprint.route("/<group_id>/questions/<int:question_id>/note", methods=["GET", "POST"])
@permission("families.record")
def note_new(group_id: str, question_id: int) -> ResponseReturnValue:
    """Write a note."""
    found, form = own_group_or_404(group_id), NoteForm()
    question = _question_or_404(found, question_id)

    def keep() -> None:
        saying.add_note(db.session(), found, question, form.text.data or "", form.numbers())

    return _written(found, form, question, keep, "families/note.html", "note written", note=None)


@blueprint.route("/<group_id>/notes/<note_id>", methods=["GET", "POST"])
@permission("families.record")
def note(group_id: str, note_id: str) -> ResponseReturnValue:
    """Change a note."""
    found, form = own_group_or_404(group_id), NoteForm()
    kept = saying.find_note(db.session(), found, note_id) or abort(404)
    if request.method == "GET":
        form.text.data, form.said_by.data = kept.text, [str(number) for number in kept.said_by]

    def keep() -> None:
        saying.change_note(db.session(), found, kept, form.text.data or "", form.numbers())

    return _written(found, form, kept.question, keep, "families/note.html", "note changed", note=kept)


@blueprint.post("/<group_id>/notes/<note_id>/take-out")
@permission("families.record")
def note_take_out(group_id: str, note_id: str) -> ResponseReturnValue:
    """Delete a note."""
    found = own_group_or_404(group_id)
    kept = saying.find_note(db.session(), found, note_id) or abort(404)
    if ConfirmForm().validate_on_submit():
        saying.take_out_note(db.session(), found, kept)
        _saved(found, "note taken out", "The note is taken out for good.")
    return redirect(url_for("families.said", group_id=group_id))


@blueprint.route("/<group_id>/questions/<int:question_id>/point", methods=["GET", "POST"])
@permission("families.record")
def point_new(group_id: str, question_id: int) -> ResponseReturnValue:
    """Write down something that was heard."""
    found, form = own_group_or_404(group_id), PointForm()
    question = _question_or_404(found, question_id)

    def keep() -> None:
        saying.add_point(db.session(), found, question, form.said(), by_id=current_user.id)

    return _written(found, form, question, keep, "families/point.html", "point written", point=None, original="")


@blueprint.route("/<group_id>/points/<point_id>", methods=["GET", "POST"])
@permission("families.record")
def point(group_id: str, point_id: str) -> ResponseReturnValue:
    """Change something that was heard; only the recorder sees how a quote was first written down."""
    found, form = own_group_or_404(group_id), PointForm()
    kept = saying.find_point(db.session(), found, point_id) or abort(404)
    if request.method == "GET":
        form.text.data, form.tone.data, form.quote.data = kept.text, kept.tone, kept.quote
        form.said_by.data = [str(number) for number in kept.said_by]
    original = saying.original_of(db.session(), kept)

    def keep() -> None:
        saying.change_point(db.session(), found, kept, form.said())

    return _written(
        found, form, kept.question, keep, "families/point.html", "point changed", point=kept, original=original
    )


@blueprint.post("/<group_id>/points/<point_id>/take-out")
@permission("families.record")
def point_take_out(group_id: str, point_id: str) -> ResponseReturnValue:
    """Delete something that was heard."""
    found = own_group_or_404(group_id)
    kept = saying.find_point(db.session(), found, point_id) or abort(404)
    if ConfirmForm().validate_on_submit():
        saying.take_out_point(db.session(), found, kept)
        _saved(found, "point taken out", "It is taken out for good.")
    return redirect(url_for("families.said", group_id=group_id))


@blueprint.route("/<group_id>/hand-in", methods=["GET", "POST"])
@permission("families.record")
def hand_in(group_id: str) -> ResponseReturnValue:
    """Send what was heard to a second person."""
    found, form = own_group_or_404(group_id), HandInForm()
    if not found.unsafe:
        return redirect(url_for("families.unsafe", group_id=group_id))
    if request.method == "GET":
        form.told_how.data = found.told_how
    drafts = [one for one in found.points if one.state == "draft"]
    if form.validate_on_submit():
        try:
            count = saying.hand_in(db.session(), found, told_how=form.told_how.data or "")
        except HubRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            words = f"{count} point is" if count == 1 else f"{count} points are"
            _saved(found, "handed in", f"{words} handed in. A second person reads them." if count else "It is saved.")
            return redirect(url_for("families.group", group_id=group_id))
    page = render_template("families/hand_in.html", form=form, group=found, cycle=found.cycle, drafts=drafts)
    return page, 422 if form.errors else 200


def _written(
    found: FocusGroup, form: SaidByForm, question: FocusGroupQuestion, keep: Callable[[], None], template: str,
    action: str, **shown: FocusGroupNote | FocusGroupPoint | str | None,
) -> ResponseReturnValue:  # fmt: skip
    """Keep what the form says, or show it with what is wrong; nothing that was typed is lost."""
    form.offer(one.number for one in found.participants if one.to_notes)
    if form.validate_on_submit():
        try:
            keep()
        except HubRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            _saved(found, action, "Saved.")
            for word in _telling(form):
                flash(f"Look again: “{word}” may tell who somebody is.")
            return redirect(url_for("families.said", group_id=found.id, _anchor=f"question-{question.id}"))
    quotable = [one.number for one in found.participants if one.to_quotes]
    page = render_template(
        template, form=form, group=found, cycle=found.cycle, question=question, quotable=quotable, **shown
    )
    return page, 422 if form.errors else 200


def _telling(form: SaidByForm) -> list[str]:
    if not isinstance(form, PointForm):
        return []
    words = telling_words(f"{form.text.data or ''}\n{form.quote.data or ''}")
    return [word.text for word in words][:3]


def _saved(found: FocusGroup, action: str, words: str) -> None:
    log_group(f"focus group {action}", found)
    db.session.commit()
    flash(words, "success")


def _question_or_404(found: FocusGroup, question_id: int) -> FocusGroupQuestion:
    return saying.find_question(db.session(), found, question_id) or abort(404)
