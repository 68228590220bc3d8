"""Coding without a script: the list of all comments, and one comment after another with themes by checkbox."""

from __future__ import annotations

from collections import Counter

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.results import coding
from survey_app.results.comments import Comment
from survey_app.results.forms import ChooseCodeframeForm, NewCodeframeForm, ThemeForm
from survey_app.results.pages import blueprint, reader
from survey_app.results.services import log_reading
from survey_app.results.themes import codeframes
from survey_app.results.themes.double_coding import working_layer
from survey_app.results.themes.grid import coder_names
from survey_app.results.themes.pages import codable_round, comments_in, my_view
from survey_app.rounds.models import Round
from survey_app.rounds.pages import log


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
    round_ = codable_round(slug)
    log_reading(db.session(), "comments read", round_, reader())
    view = my_view(round_)
    comments = comments_in(round_, view.layer)
    chosen = _chosen(comments)
    codeframe = coding.codeframe_of(db.session(), round_)
    db.session.commit()
    return render_template(
        "results/coding_list.html", round=round_, comments=chosen, progress=coding.progress_of(chosen), view=view,
        questions=_questions(comments), question=request.args.get("question", ""), codeframe=codeframe,
        themes={theme.name: theme.label for theme in codeframe.themes} if codeframe else {}, stances=coding.STANCES,
        next=coding.next_uncoded(chosen), theme_form=ThemeForm(), coders=coder_names(db.session(), chosen),
        newer=codeframes.newer_version(db.session(), codeframe) if codeframe else None,
        may_code=can("coding.code") and view.layer is not None,
    )  # fmt: skip


@blueprint.route("/coding/codeframe", methods=["GET", "POST"])
@permission("coding.code")
def codeframe(slug: str) -> ResponseReturnValue:
    """Choose the codeframe of the round, or write a new one."""
    round_ = codable_round(slug)
    choose, create = ChooseCodeframeForm(prefix="choose"), NewCodeframeForm(prefix="create")
    choose.choose_from(
        [(one.id, f"{one.title}, version {one.version}") for one in codeframes.codeframes_of(db.session(), _tenant())]
    )
    asked = request.form.get("which")
    if asked == "choose" and choose.validate_on_submit():
        return _use_codeframe(round_, int(choose.codeframe.data))
    if asked == "create" and create.validate_on_submit():
        themes = codeframes.read_themes(create.themes.data or "")
        made = codeframes.create_codeframe(db.session(), _tenant(), (create.title.data or "").strip(), themes)
        codeframes.publish(db.session(), made, by_id=current_user.id)
        return _use_codeframe(round_, made.id)
    shown = choose if asked == "choose" else create
    return render_template(
        "results/codeframe.html", round=round_, choose=choose, create=create, shown=shown
    ), 422 if shown.errors else 200


@blueprint.get("/coding/proposal")
@permission("coding.code")
def proposal(slug: str) -> ResponseReturnValue:
    """Groups of words that come up together in the comments, to begin a codeframe from."""
    from analysis.coding.topics import propose_topics  # loads scikit-learn, which few pages need

    round_ = codable_round(slug)
    texts = [comment.text for comment in comments_in(round_, None)]
    found = propose_topics(texts)
    log_reading(db.session(), "comments read", round_, reader())
    db.session.commit()
    form = NewCodeframeForm(prefix="create", formdata=None)
    form.themes.data = "\n".join(f"{topic.words[0].capitalize()}: {', '.join(topic.words)}" for topic in found.topics)
    return render_template("results/proposal.html", round=round_, proposal=found, texts=texts, form=form)


def _tenant() -> int:
    partnership_id: int = g.partnership.id
    return partnership_id


def _use_codeframe(round_: Round, codeframe_id: int) -> ResponseReturnValue:
    chosen = next((one for one in codeframes.codeframes_of(db.session(), _tenant()) if one.id == codeframe_id), None)
    if chosen is None:
        raise coding.CodingRefused("That codeframe does not exist. Choose one from the list.")
    codeframes.use_codeframe(db.session(), round_, chosen)
    log("codeframe chosen", round_, codeframe=chosen.key, version=chosen.version)
    db.session.commit()
    return redirect(url_for("results.coding_list", slug=round_.slug))


@blueprint.post("/coding/themes")
@permission("coding.code")
def add_theme(slug: str) -> ResponseReturnValue:
    """Add a theme to the round's codeframe, as a version of its own."""
    round_ = codable_round(slug)
    if coding.codeframe_of(db.session(), round_) is None:
        raise coding.CodingRefused("Choose a codeframe first.")
    form = ThemeForm()
    if not form.validate_on_submit():
        raise coding.CodingRefused("A theme needs a label of at most 200 characters.")
    text = codeframes.ThemeText(label=form.label.data or "", definition=form.definition.data or "")
    theme = codeframes.add_theme_while_coding(db.session(), round_, text, by_id=current_user.id)
    log("theme added", round_, theme=theme.name)
    db.session.commit()
    flash(f"“{theme.label}” is added.", "success")
    back = request.form.get("back", "")
    if back == "grid":
        return redirect(url_for("results.grid", slug=slug))
    if back and any(comment.key == back for comment in comments_in(round_, None)):
        return redirect(url_for("results.code", slug=slug, key=back, question=request.args.get("question")))
    return redirect(url_for("results.coding_list", slug=slug))


@blueprint.route("/coding/<key>", methods=["GET", "POST"])
@permission("coding.code")
def code(slug: str, key: str) -> ResponseReturnValue:
    """One comment and the themes to give it; saving goes on to the next that is not coded."""
    round_ = codable_round(slug)
    codeframe = coding.codeframe_of(db.session(), round_)
    if codeframe is None:
        return redirect(url_for("results.codeframe", slug=slug))
    layer = working_layer(my_view(round_))
    everything = comments_in(round_, layer)
    comments = _chosen(everything)
    comment = next((comment for comment in comments if comment.key == key), None)
    if comment is None:
        abort(404)
    if request.method == "POST":
        return _save(round_, comment, comments, layer)
    log_reading(db.session(), "comment read", round_, reader())
    db.session.commit()
    return render_template(
        "results/code.html", round=round_, comment=comment, themes=codeframe.themes, stances=coding.STANCES,
        progress=coding.progress_of(comments), questions=_questions(everything),
        skip_to=coding.next_uncoded(comments, after=key), question=request.args.get("question", ""),
        theme_form=ThemeForm(),
    )  # fmt: skip


def _save(round_: Round, comment: Comment, comments: list[Comment], layer: str) -> ResponseReturnValue:
    """Store what one comment was given and go on."""
    stances = _stances(request.form)
    what = coding.given(stances, done=request.form.get("none") == "y", quote_worthy=request.form.get("quote") == "y")
    seen = request.form.get("seen", "")
    coding.save_coding(
        db.session(), round_, comment.place, what, coder_id=current_user.id, layer=layer,
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
    )  # fmt: skip
    log("comment coded", round_, question=comment.place.question, themes=len(stances))
    db.session.commit()
    question = request.args.get("question") or None
    following = coding.next_uncoded(comments, after=comment.key)
    if following is None:
        flash("Every comment here is coded." if what.done else "Saved.", "success")
        return redirect(url_for("results.coding_list", slug=round_.slug, question=question))
    return redirect(url_for("results.code", slug=round_.slug, key=following.key, question=question))


def _stances(form: MultiDict[str, str]) -> dict[str, str]:
    """The ticked themes, each with its stance; "neither" where none was chosen."""
    return {theme: form.get(f"stance-{theme}", "neutral") for theme in form.getlist("theme")}
