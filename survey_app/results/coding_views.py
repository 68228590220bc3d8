"""The coding page: one comment after another, themes by checkbox, and the list of all."""

from __future__ import annotations

from collections import Counter

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.results import coding
from survey_app.results.comments import Comment, comments_of
from survey_app.results.forms import ChooseCodeframeForm, NewCodeframeForm, ThemeForm
from survey_app.results.pages import blueprint, reader
from survey_app.results.services import log_reading, refuse_blind
from survey_app.rounds.models import Round
from survey_app.rounds.pages import log, round_or_404


def _codable_round(slug: str) -> Round:
    """The round, if its comments may be read: in an anonymous round only by those who code them."""
    round_ = round_or_404(slug)
    refuse_blind(round_)
    if round_.anonymous and not can("coding.code"):
        abort(403)
    return round_


def _comments(round_: Round) -> list[Comment]:
    return comments_of(db.session(), round_, secret=current_app.config["SECRET_KEY"])


def _chosen(comments: list[Comment]) -> list[Comment]:
    """The comments on the question that the address filters by, all without one."""
    question = request.args.get("question")
    return [comment for comment in comments if question in (None, "", comment.place.question)]


def _questions(comments: list[Comment]) -> list[tuple[str, str, int]]:
    """Each question with comments: name, label, how many."""
    counts = Counter(comment.place.question for comment in comments)
    labels = {comment.place.question: comment.question_label for comment in comments}
    return [(name, labels[name], count) for name, count in sorted(counts.items(), key=lambda item: labels[item[0]])]


@blueprint.get("/coding")
@permission("coding.read")
def coding_list(slug: str) -> ResponseReturnValue:
    """All comments with their themes, the codeframe, and the way into coding."""
    round_ = _codable_round(slug)
    log_reading(db.session(), "comments read", round_, reader())
    db.session.commit()
    comments = _comments(round_)
    chosen = _chosen(comments)
    codeframe = coding.codeframe_of(db.session(), round_)
    return render_template(
        "results/coding_list.html", round=round_, comments=chosen, progress=coding.progress_of(chosen),
        questions=_questions(comments), question=request.args.get("question", ""), codeframe=codeframe,
        themes={theme.id: theme.label for theme in codeframe.themes} if codeframe else {}, stances=coding.STANCES,
        next=coding.next_uncoded(chosen), theme_form=ThemeForm(),
    )  # fmt: skip


@blueprint.route("/coding/codeframe", methods=["GET", "POST"])
@permission("coding.code")
def codeframe(slug: str) -> ResponseReturnValue:
    """Choose the codeframe of the round, or write a new one."""
    round_ = _codable_round(slug)
    choose, create = ChooseCodeframeForm(prefix="choose"), NewCodeframeForm(prefix="create")
    choose.choose_from([(item.id, item.title) for item in coding.codeframes_of(db.session(), g.partnership.id)])
    asked = request.form.get("which")
    if asked == "choose" and choose.validate_on_submit():
        return _use_codeframe(round_, int(choose.codeframe.data))
    if asked == "create" and create.validate_on_submit():
        themes = coding.read_themes(create.themes.data or "")
        made = coding.create_codeframe(db.session(), g.partnership.id, (create.title.data or "").strip(), themes)
        return _use_codeframe(round_, made.id)
    shown = choose if asked == "choose" else create
    return render_template(
        "results/codeframe.html", round=round_, choose=choose, create=create, shown=shown
    ), 422 if shown.errors else 200


def _use_codeframe(round_: Round, codeframe_id: int) -> ResponseReturnValue:
    coding.choose_codeframe(db.session(), round_, codeframe_id)
    log("codeframe chosen", round_, codeframe=codeframe_id)
    db.session.commit()
    return redirect(url_for("results.coding_list", slug=round_.slug))


@blueprint.post("/coding/themes")
@permission("coding.code")
def add_theme(slug: str) -> ResponseReturnValue:
    """Add a theme to the round's codeframe."""
    round_ = _codable_round(slug)
    codeframe = coding.codeframe_of(db.session(), round_)
    if codeframe is None:
        raise coding.CodingRefused("Choose a codeframe first.")
    form = ThemeForm()
    if not form.validate_on_submit():
        raise coding.CodingRefused("A theme needs a label of at most 200 characters.")
    theme = coding.add_theme(db.session(), codeframe, form.label.data or "", form.definition.data or "")
    log("theme added", round_, theme=theme.name)
    db.session.commit()
    flash(f"“{theme.label}” is added.", "success")
    back = request.form.get("back", "")
    if back and any(comment.key == back for comment in _comments(round_)):
        return redirect(url_for("results.code", slug=slug, key=back, question=request.args.get("question")))
    return redirect(url_for("results.coding_list", slug=slug))


@blueprint.route("/coding/<key>", methods=["GET", "POST"])
@permission("coding.code")
def code(slug: str, key: str) -> ResponseReturnValue:
    """One comment and the themes to give it; saving goes on to the next without a theme."""
    round_ = _codable_round(slug)
    codeframe = coding.codeframe_of(db.session(), round_)
    if codeframe is None:
        return redirect(url_for("results.codeframe", slug=slug))
    comments = _chosen(_comments(round_))
    comment = next((comment for comment in comments if comment.key == key), None)
    if comment is None:
        abort(404)
    if request.method == "POST":
        return _save(round_, comment, comments)
    log_reading(db.session(), "comment read", round_, reader())
    db.session.commit()
    skip_to = coding.next_uncoded(comments, after=key)
    return render_template(
        "results/code.html", round=round_, comment=comment, themes=codeframe.themes, stances=coding.STANCES,
        progress=coding.progress_of(comments), questions=_questions(_comments(round_)), skip_to=skip_to,
        question=request.args.get("question", ""), theme_form=ThemeForm(),
    )  # fmt: skip


def _save(round_: Round, comment: Comment, comments: list[Comment]) -> ResponseReturnValue:
    """Store the themes of one comment and go on."""
    stances = _stances(request.form)
    coding.save_coding(db.session(), round_, comment.place, stances, coder_id=current_user.id)
    log("comment coded", round_, question=comment.place.question, themes=len(stances))
    db.session.commit()
    question = request.args.get("question") or None
    following = coding.next_uncoded(comments, after=comment.key)
    if following is None:
        flash("Every comment here has a theme." if stances else "Saved.", "success")
        return redirect(url_for("results.coding_list", slug=round_.slug, question=question))
    return redirect(url_for("results.code", slug=round_.slug, key=following.key, question=question))


def _stances(form: MultiDict[str, str]) -> dict[int, str]:
    """The ticked themes, each with its stance; "neither" where none was chosen."""
    ticked = [theme for theme in form.getlist("theme") if theme.isascii() and theme.isdigit()]
    return {int(theme): form.get(f"stance-{theme}", "neutral") for theme in ticked}
