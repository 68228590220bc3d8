"""Pages of instruments: the library, a partnership's own, drafts, and published versions."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from instruments.errors import InstrumentError, Problem
from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.designer import services
from survey_app.designer.forms import ConfirmForm, SourceForm
from survey_app.designer.models import InstrumentRecord, InstrumentVersion
from survey_app.designer.preview import preview_of

blueprint = Blueprint("designer", __name__, url_prefix="/p/<partnership>/instruments", template_folder="templates")


def _instrument_or_404(form_id: str) -> InstrumentRecord:
    found = services.find_instrument(db.session(), g.partnership.id, form_id)
    if found is None:
        abort(404)
    return found


def _version_or_404(form_id: str, number: int) -> InstrumentVersion:
    found = services.find_version(_instrument_or_404(form_id), number)
    if found is None:
        abort(404)
    return found


def _library_entry_or_404(form_id: str) -> services.LibraryEntry:
    found = services.library_entry(form_id)
    if found is None:
        abort(404)
    return found


def _log(action: str, subject: str) -> None:
    record(db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject)


@blueprint.get("/")
@permission("instruments.read")
def index() -> ResponseReturnValue:
    """The partnership's own instruments, and the library."""
    own = services.instruments_of(db.session(), g.partnership.id)
    return render_template(
        "designer/index.html", own=own, taken={item.form_id for item in own}, library=services.library_entries(),
        problems=services.library_problems(),
    )  # fmt: skip


@blueprint.route("/upload/file", methods=["GET", "POST"])
@permission("instruments.publish")
def upload() -> ResponseReturnValue:
    """Read a YAML file into a draft, or list everything that is wrong with it."""
    return _edit_source(SourceForm(), None)


@blueprint.route("/<form_id>/edit", methods=["GET", "POST"])
@permission("instruments.publish")
def edit(form_id: str) -> ResponseReturnValue:
    """Edit the draft, or begin one from the newest version."""
    instrument = _instrument_or_404(form_id)
    form = SourceForm()
    if request.method == "GET":
        newest = instrument.versions[-1].source if instrument.versions else ""
        form.source.data = instrument.draft_source or newest
    return _edit_source(form, instrument)


def _edit_source(form: SourceForm, instrument: InstrumentRecord | None) -> ResponseReturnValue:
    problems: tuple[Problem, ...] = ()
    if form.validate_on_submit() and (submitted := form.read_source()):
        source, name = submitted
        form.source.data = source
        try:
            saved = services.save_draft(db.session(), g.partnership.id, source, filename=name)
        except InstrumentError as error:
            problems = error.problems
        else:
            _log("instrument draft saved", f"instrument {saved.form_id}")
            db.session.commit()
            flash("The draft is saved. Read it through, then publish it.", "success")
            return redirect(url_for("designer.show", form_id=saved.form_id))
    status = 422 if problems or form.errors else 200
    return render_template("designer/edit.html", form=form, problems=problems, instrument=instrument), status


@blueprint.get("/library/<form_id>")
@permission("instruments.read")
def library_entry(form_id: str) -> ResponseReturnValue:
    """An instrument of the library, question by question."""
    entry = _library_entry_or_404(form_id)
    compiled = services.compile_source(entry.source, f"{form_id}.yaml")
    own = services.find_instrument(db.session(), g.partnership.id, form_id)
    return render_template(
        "designer/library.html", entry=entry, settings=compiled.instrument.settings, sections=preview_of(compiled),
        own=own,
    )  # fmt: skip


@blueprint.post("/library/<form_id>/take")
@permission("instruments.publish")
def take(form_id: str) -> ResponseReturnValue:
    """Make an instrument of the library the partnership's own draft."""
    entry = _library_entry_or_404(form_id)
    saved = services.save_draft(db.session(), g.partnership.id, entry.source, filename=f"{form_id}.yaml")
    _log("instrument taken from the library", f"instrument {saved.form_id}")
    db.session.commit()
    return redirect(url_for("designer.show", form_id=saved.form_id))


@blueprint.get("/library/<form_id>.yaml")
@permission("instruments.read")
def library_source(form_id: str) -> ResponseReturnValue:
    """The YAML of an instrument of the library."""
    return _yaml(_library_entry_or_404(form_id).source, f"{form_id}.yaml")


@blueprint.get("/<form_id>")
@permission("instruments.read")
def show(form_id: str) -> ResponseReturnValue:
    """An instrument: its draft if there is one, and all its versions."""
    instrument = _instrument_or_404(form_id)
    draft = None
    if instrument.draft_source:
        draft = services.compile_source(instrument.draft_source, f"{form_id}.yaml")
    return render_template(
        "designer/show.html", instrument=instrument, form=ConfirmForm(), draft=draft,
        sections=preview_of(draft) if draft else (),
    )  # fmt: skip


@blueprint.post("/<form_id>/publish")
@permission("instruments.publish")
def publish(form_id: str) -> ResponseReturnValue:
    """Publish the draft as the next version."""
    version = services.publish_draft(db.session(), _instrument_or_404(form_id), actor_id=current_user.id)
    _log("instrument published", f"instrument {form_id}, version {version.number}")
    db.session.commit()
    flash(f"Version {version.number} is published. It never changes again.", "success")
    return redirect(url_for("designer.show", form_id=form_id))


@blueprint.post("/<form_id>/discard")
@permission("instruments.publish")
def discard(form_id: str) -> ResponseReturnValue:
    """Forget the draft."""
    services.discard_draft(db.session(), _instrument_or_404(form_id))
    _log("instrument draft discarded", f"instrument {form_id}")
    db.session.commit()
    flash("The draft is discarded.", "success")
    return redirect(url_for("designer.index"))


@blueprint.get("/<form_id>/versions/<int:number>")
@permission("instruments.read")
def version(form_id: str, number: int) -> ResponseReturnValue:
    """One published version, question by question."""
    found = _version_or_404(form_id, number)
    compiled = services.compiled_version(found)
    return render_template(
        "designer/version.html", version=found, settings=compiled.instrument.settings, sections=preview_of(compiled)
    )


@blueprint.get("/<form_id>/versions/<int:number>.yaml")
@permission("instruments.read")
def version_source(form_id: str, number: int) -> ResponseReturnValue:
    """The YAML of a published version."""
    return _yaml(_version_or_404(form_id, number).source, f"{form_id}-v{number}.yaml")


def _yaml(source: str, name: str) -> Response:
    response = Response(source, mimetype="application/yaml")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
