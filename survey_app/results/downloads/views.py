"""The page of downloads: every format of a round, what is being made for the reader, and what is ready."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, abort, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from survey_app.accounts.permissions import can, permission
from survey_app.database import db, now
from survey_app.results import services
from survey_app.results.downloads import asking
from survey_app.results.downloads.catalogue import FORMATS, GROUPS, Format, in_background, is_offered, offered_formats
from survey_app.results.downloads.ending import cancel
from survey_app.results.downloads.files import SCRATCH, export_folder
from survey_app.results.downloads.models import ExportJob
from survey_app.results.downloads.order import Order
from survey_app.results.downloads.wording import file_name, size_text, state_sentence
from survey_app.results.pages import blueprint, reader
from survey_app.results.services import Paper
from survey_app.rounds.models import Round
from survey_app.rounds.pages import round_or_404
from survey_app.walkabouts.outcomes.settled import raw_remark

blueprint.add_app_template_filter(size_text, "size")
blueprint.add_app_template_filter(state_sentence, "export_state")


@blueprint.get("/results/downloads")
@permission("results.download")
def downloads(slug: str) -> ResponseReturnValue:
    """Every format that the reader may have, and their files."""
    round_, by = round_or_404(slug), reader()
    services.refuse_blind(round_)
    paper = services.paper_for(round_, by, request.args.get("paper"))
    offered = offered_formats(round_, paper, can)
    answers, remark = asking.count_answers(db.session(), round_), raw_remark(db.session(), round_)
    return render_template(
        "results/downloads.html", round=round_, paper=paper, both_papers=services.reads_working(round_, by),
        groups=[(name, note, [one for one in offered if one.group == name]) for name, note in GROUPS.items()],
        slow={one.key for one in offered if in_background(one, answers)}, formats=FORMATS,
        remark=remark, jobs=asking.jobs_of(db.session(), round_, user_id=current_user.id), form=FlaskForm(),
    )  # fmt: skip


@blueprint.get("/results/downloads/<key>")
@permission("results.download")
def download(slug: str, key: str) -> ResponseReturnValue:
    """One file, made while the reader waits."""
    return made_now(slug, key)


@blueprint.post("/results/downloads/<key>")
@permission("results.download")
def ask_for(slug: str, key: str) -> ResponseReturnValue:
    """Have a file made in the background."""
    round_, one, paper = _asked_for(slug, key)
    if one.single_answers:
        services.refuse_raw(round_)
    asking.ask(db.session(), round_, one, paper, user_id=current_user.id)
    _log(round_, one, paper, "download asked for")
    flash(f"“{one.title}” is being made. You get an e-mail when it is ready; you may leave this page.", "success")
    return redirect(url_for("results.downloads", slug=slug, paper=paper))


@blueprint.get("/results/downloads/files/<job_id>")
@permission("results.download")
def fetch(slug: str, job_id: str) -> ResponseReturnValue:
    """A finished file, for whoever asked for it while they may still have it."""
    round_, job = _own_job(slug, job_id)
    one, path = asking.ready_file(job)
    _check_still_allowed(round_, one, job)
    _log(round_, one, job.paper, "results downloaded")
    name = file_name(round_, one, job.paper, job.release)
    return _sent(send_file(path, mimetype=one.mimetype, as_attachment=True, download_name=name, etag=False))


@blueprint.get("/results/downloads/files/<job_id>/state")
@permission("results.download")
def job_state(slug: str, job_id: str) -> ResponseReturnValue:
    """How far a file is, for the script of the page."""
    _, job = _own_job(slug, job_id)
    return jsonify(state=job.state, done=job.done, total=job.total, sentence=state_sentence(job))


@blueprint.post("/results/downloads/files/<job_id>/cancel")
@permission("results.download")
def cancel_job(slug: str, job_id: str) -> ResponseReturnValue:
    """Call a file off, or delete it before its days are over."""
    _, job = _own_job(slug, job_id)
    was_ready = job.state == "ready"
    if cancel(db.session(), job):
        flash("The file is deleted." if was_ready else "The file is called off.", "success")
    db.session.commit()
    return redirect(url_for("results.downloads", slug=slug))


def made_now(slug: str, key: str) -> ResponseReturnValue:
    """The file, or the way to the page where it can be asked for when it takes too long to wait."""
    round_, one, paper = _asked_for(slug, key)
    if in_background(one, asking.count_answers(db.session(), round_)):
        flash(f"“{one.title}” takes long, so it is made in the background. Ask for it here.", "success")
        return redirect(url_for("results.downloads", slug=slug, paper=paper))
    out = BytesIO()
    with TemporaryDirectory(prefix=SCRATCH, dir=export_folder()) as scratch:
        order = Order(
            session=db.session(), round=round_, reader=reader(), paper=paper, at=now(), out=out,
            scratch=Path(scratch), tell=lambda _: None,
        )  # fmt: skip
        one.write(order)
    _log(round_, one, paper, "results downloaded")
    out.seek(0)
    name = file_name(round_, one, paper, asking.newest_release(db.session(), round_, paper))
    return _sent(send_file(out, mimetype=one.mimetype, as_attachment=True, download_name=name))


def _asked_for(slug: str, key: str) -> tuple[Round, Format, Paper]:
    """The format that is asked for, of the paper that the reader gets; refused like any page that is not theirs."""
    round_, by = round_or_404(slug), reader()
    services.refuse_blind(round_)
    one = FORMATS.get(key)
    if one is None:
        abort(404)
    if not can(one.permission):
        abort(403)
    if one.single_answers:
        services.refuse_raw(round_)
    paper = services.paper_for(round_, by, request.values.get("paper"))
    if not is_offered(one, round_, paper):
        abort(404)
    return round_, one, paper


def _own_job(slug: str, job_id: str) -> tuple[Round, ExportJob]:
    round_ = round_or_404(slug)
    job = asking.find_job(db.session(), round_, job_id, user_id=current_user.id)
    if job is None:
        abort(404)
    return round_, job


def _check_still_allowed(round_: Round, one: Format, job: ExportJob) -> None:
    """Rights may have been withdrawn since the file was made."""
    if not can(one.permission) or (job.paper == "working" and not services.reads_working(round_, reader())):
        abort(403)
    services.refuse_blind(round_)


def _log(round_: Round, one: Format, paper: str, action: str) -> None:
    details = {"what": one.key, "paper": paper, "raw data": "yes" if one.single_answers else "no"}
    services.log_reading(db.session(), action, round_, reader(), details)
    db.session.commit()


def _sent(response: Response) -> Response:
    """Files of people's answers are kept by no cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
