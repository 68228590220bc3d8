"""Downloads and uploads of codeframes and codings."""

from __future__ import annotations

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.coding.codeframe import Codeframe as PlainCodeframe
from analysis.coding.exchange import CodingProject
from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.results import coding
from survey_app.results.models import Codeframe
from survey_app.results.pages import blueprint, reader
from survey_app.results.services import log_reading
from survey_app.results.themes import codeframes, exchange
from survey_app.results.themes.codeframe_views import codeframe_blueprint
from survey_app.results.themes.double_coding import working_layer
from survey_app.results.themes.exchange import FileRefused
from survey_app.results.themes.forms import CodeframeFileForm, CodingsFileForm
from survey_app.results.themes.grid import coder_names
from survey_app.results.themes.pages import codable_round, comments_in, my_view
from survey_app.rounds.models import Round
from survey_app.rounds.pages import log

TYPES = {"csv": "text/csv; charset=utf-8", "qdc": "application/xml", "qdpx": "application/zip"}


@codeframe_blueprint.get("/<key>/<int:number>/<any(csv, qdc):kind>")
@permission("coding.read")
def download(key: str, number: int, kind: exchange.CodeframeKind) -> ResponseReturnValue:
    """One version as a file."""
    versions = codeframes.versions_of(db.session(), g.partnership.id, key)
    found = next((one for one in versions if one.version == number), None)
    if found is None:
        abort(404)
    return _file(exchange.codeframe_file(found, kind), f"codeframe-version-{number}", kind)


@codeframe_blueprint.route("/import", methods=["GET", "POST"])
@permission("coding.manage")
def import_codeframe() -> ResponseReturnValue:
    """A codeframe from a file: a new one, or the themes of a draft."""
    form = CodeframeFileForm()
    drafts = [one[0] for one in codeframes.all_codeframes(db.session(), g.partnership.id) if one[0].is_draft]
    form.choose_from(drafts)
    if form.validate_on_submit():
        try:
            plain = exchange.read_codeframe(_uploaded(), form.upload.data.filename or "")
        except FileRefused as error:
            form.upload.errors = [*form.upload.errors, error.message]
        else:
            return _put_in(plain, next((one for one in drafts if one.key == form.into.data), None))
    return render_template("results/codeframe_import.html", form=form), 422 if form.errors else 200


def _put_in(plain: PlainCodeframe, draft: Codeframe | None) -> ResponseReturnValue:
    if draft is None:
        draft = exchange.new_from_file(db.session(), g.partnership.id, plain)
    else:
        exchange.put_in(db.session(), draft, plain)
    record(
        db.session(), "codeframe imported", actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"codeframe {draft.key} version {draft.version}",
    )  # fmt: skip
    db.session.commit()
    flash("The codeframe is read in. Look it through, then publish it.", "success")
    return redirect(url_for("codeframes.show", key=draft.key))


@blueprint.get("/coding/codings.csv")
@permission("coding.read")
def codings_csv(slug: str) -> ResponseReturnValue:
    """The codings that count, without the comments' words."""
    round_ = codable_round(slug)
    data = exchange.codings_csv(_project(round_))
    log_reading(db.session(), "codings downloaded", round_, reader())
    db.session.commit()
    return _file(data, f"{slug}-codings", "csv")


@blueprint.get("/coding/project.qdpx")
@permission("results.raw")
def project_file(slug: str) -> ResponseReturnValue:
    """Comments and codings for a program that reads REFI-QDA. Never of an anonymous round; each download is logged."""
    round_ = codable_round(slug)
    if round_.anonymous:
        raise FileRefused("This round is anonymous, so its comments cannot be downloaded. The codings can.")
    data = exchange.project_file(_project(round_))
    log_reading(db.session(), "comments downloaded", round_, reader())
    db.session.commit()
    return _file(data, slug, "qdpx")


@blueprint.route("/coding/import", methods=["GET", "POST"])
@permission("coding.code")
def import_codings(slug: str) -> ResponseReturnValue:
    """Codings from a file, into one's own layer."""
    round_ = codable_round(slug)
    layer, form = working_layer(my_view(round_)), CodingsFileForm()
    if coding.codeframe_of(db.session(), round_) is None:
        return redirect(url_for("results.codeframe", slug=slug))
    if form.validate_on_submit():
        comments = comments_in(round_, layer)
        try:
            read = exchange.read_codings(_uploaded(), _project(round_, blind=True))
            done = exchange.import_codings(db.session(), round_, read, comments, coder_id=current_user.id, layer=layer)
        except FileRefused as error:
            db.session.rollback()
            form.upload.errors = [*form.upload.errors, error.message]
        else:
            return _imported(round_, done)
    return render_template("results/codings_import.html", round=round_, form=form), 422 if form.errors else 200


def _imported(round_: Round, done: exchange.Imported) -> ResponseReturnValue:
    log("codings imported", round_, comments=done.coded)
    db.session.commit()
    stayed = f" {done.already_coded} were coded already and stay as they are." if done.already_coded else ""
    flash(f"{done.coded} comments are coded from the file.{stayed} {' '.join(done.left_out)}".strip(), "success")
    return redirect(url_for("results.coding_list", slug=round_.slug))


def _project(round_: Round, *, blind: bool = False) -> CodingProject:
    """The codings that count; before a reconciliation is open there are none to download."""
    codeframe = coding.codeframe_of(db.session(), round_)
    if codeframe is None:
        raise FileRefused("This round has no codeframe yet, so there are no codings.")
    if my_view(round_).is_blind and not blind:
        raise FileRefused("Two people are coding blind. The codings can be downloaded once they are reconciled.")
    comments = comments_in(round_)
    return exchange.coding_project(db.session(), round_, codeframe, comments, coder_names(db.session(), comments))


def _uploaded() -> bytes:
    data = request.files["upload"].stream.read(exchange.LARGEST + 1)
    if len(data) > exchange.LARGEST:
        raise FileRefused("The file is larger than 20 MB.")
    return data


def _file(data: bytes, name: str, kind: str) -> Response:
    response = Response(data, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
