"""The partnership's codeframes: reading a version, editing the draft that follows it, publishing it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.results.coding import CodingRefused
from survey_app.results.models import Codeframe
from survey_app.results.themes import codeframes
from survey_app.results.themes.forms import CodeframeForm, ThemeTextForm

codeframe_blueprint = Blueprint(
    "codeframes", __name__, template_folder="../templates", url_prefix="/p/<partnership>/codeframes"
)


@codeframe_blueprint.get("/")
@permission("coding.read")
def index() -> ResponseReturnValue:
    """All codeframes with their newest versions."""
    found = codeframes.all_codeframes(db.session(), g.partnership.id)
    return render_template("results/codeframes.html", codeframes=found)


@codeframe_blueprint.route("/new", methods=["GET", "POST"])
@permission("coding.manage")
def new() -> ResponseReturnValue:
    """Begin a codeframe without themes, as a draft."""
    form = CodeframeForm()
    if form.validate_on_submit():
        title, topic = (form.title.data or "").strip(), (form.topic.data or "").strip()
        made = codeframes.create_codeframe(db.session(), g.partnership.id, title, (), topic=topic)
        return _done("codeframe begun", made, redirect(url_for("codeframes.show", key=made.key)))
    return render_template("results/codeframe_new.html", form=form), 422 if form.errors else 200


@codeframe_blueprint.get("/<key>")
@permission("coding.read")
def show(key: str) -> ResponseReturnValue:
    """One version, the newest unless the address names another."""
    versions = _versions(key)
    asked = request.args.get("version", "")
    shown = next((one for one in versions if str(one.version) == asked), None if asked else versions[0])
    if shown is None:
        abort(404)
    form = CodeframeForm(obj=shown)
    return render_template(
        "results/codeframe_show.html", codeframe=shown, versions=versions, form=form,
        rounds=codeframes.count_rounds(db.session(), versions),
        labels={theme.name: theme.label for theme in shown.themes},
    )  # fmt: skip


@codeframe_blueprint.post("/<key>/edit")
@permission("coding.manage")
def edit(key: str) -> ResponseReturnValue:
    """Begin the next version as a copy of the newest."""
    draft = codeframes.edit(db.session(), _versions(key)[0])
    return _done("codeframe draft begun", draft, redirect(url_for("codeframes.show", key=key)))


@codeframe_blueprint.post("/<key>/rename")
@permission("coding.manage")
def rename(key: str) -> ResponseReturnValue:
    """Give the draft another title or topic."""
    draft, form = _draft(key), CodeframeForm()
    if not form.validate_on_submit():
        raise CodingRefused("A codeframe needs a name of at most 200 characters.")
    codeframes.rename(db.session(), draft, form.title.data or "", form.topic.data or "")
    return _done("codeframe renamed", draft, redirect(url_for("codeframes.show", key=key)))


@codeframe_blueprint.post("/<key>/publish")
@permission("coding.manage")
def publish(key: str) -> ResponseReturnValue:
    """Freeze the draft."""
    draft = _draft(key)
    codeframes.publish(db.session(), draft, by_id=current_user.id)
    flash(f"Version {draft.version} of “{draft.title}” is published and stays as it is.", "success")
    return _done("codeframe published", draft, redirect(url_for("codeframes.show", key=key)))


@codeframe_blueprint.post("/<key>/discard")
@permission("coding.manage")
def discard(key: str) -> ResponseReturnValue:
    """Throw the draft away."""
    draft = _draft(key)
    others = len(_versions(key)) > 1
    to = redirect(url_for("codeframes.show", key=key) if others else url_for("codeframes.index"))
    _log("codeframe draft discarded", draft)
    codeframes.discard(db.session(), draft)
    db.session.commit()
    return to


@codeframe_blueprint.route("/<key>/themes/new", methods=["GET", "POST"])
@permission("coding.manage")
def new_theme(key: str) -> ResponseReturnValue:
    """Add a theme to the draft."""
    draft, form = _draft(key), ThemeTextForm()
    form.choose_from(draft)
    if form.validate_on_submit():
        codeframes.add_theme(db.session(), draft, _text(form))
        return _done("theme added", draft, redirect(url_for("codeframes.show", key=key)))
    return _theme_page(draft, form, "")


@codeframe_blueprint.route("/<key>/themes/<name>", methods=["GET", "POST"])
@permission("coding.manage")
def theme(key: str, name: str) -> ResponseReturnValue:
    """Write a theme of the draft anew."""
    draft = _draft(key)
    found = next((theme for theme in draft.themes if theme.name == name), None)
    if found is None:
        abort(404)
    form = ThemeTextForm(obj=found)
    form.choose_from(draft, own=name)
    if form.validate_on_submit():
        codeframes.change_theme(db.session(), draft, name, _text(form))
        return _done("theme changed", draft, redirect(url_for("codeframes.show", key=key)))
    return _theme_page(draft, form, name)


@codeframe_blueprint.post("/<key>/themes/<name>/<any(up, down, remove):act>")
@permission("coding.manage")
def arrange(key: str, name: str, act: str) -> ResponseReturnValue:
    """Move a theme of the draft, or take it out."""
    draft = _draft(key)
    if act == "remove":
        codeframes.remove_theme(db.session(), draft, name)
    else:
        codeframes.move_theme(db.session(), draft, name, -1 if act == "up" else 1)
    return _done(f"theme {act}", draft, redirect(url_for("codeframes.show", key=key, _anchor="themes")))


def _versions(key: str) -> list[Codeframe]:
    found = codeframes.versions_of(db.session(), g.partnership.id, key)
    if not found:
        abort(404)
    return found


def _draft(key: str) -> Codeframe:
    newest = _versions(key)[0]
    if not newest.is_draft:
        raise CodingRefused(
            f"Version {newest.version} is published and stays as it is. Begin a new version to change it."
        )
    return newest


def _text(form: ThemeTextForm) -> codeframes.ThemeText:
    return codeframes.ThemeText(
        label=form.label.data or "", definition=form.definition.data or "", include=form.include.data or "",
        exclude=form.exclude.data or "", example=form.example.data or "", parent=form.parent.data or "",
    )  # fmt: skip


def _theme_page(draft: Codeframe, form: ThemeTextForm, name: str) -> ResponseReturnValue:
    return render_template(
        "results/codeframe_theme.html", codeframe=draft, form=form, name=name
    ), 422 if form.errors else 200


def _done(action: str, codeframe: Codeframe, answer: ResponseReturnValue) -> ResponseReturnValue:
    _log(action, codeframe)
    db.session.commit()
    return answer


def _log(action: str, codeframe: Codeframe) -> None:
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"codeframe {codeframe.key} version {codeframe.version}",
    )  # fmt: skip
