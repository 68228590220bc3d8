"""Pages of requests for assurance. The asked agency sees its own; with “scrutiny.read”, one sees all."""

from __future__ import annotations

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from survey_app.accounts.permissions import can, permission
from survey_app.collect.uploads import Upload, UploadRefused, accept
from survey_app.database import db
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.programme.form_page import form_page
from survey_app.programme.scrutiny import assurance as requests
from survey_app.programme.scrutiny.forms import (
    EvidenceForm,
    ItemForm,
    RequestForm,
    WhyForm,
    agency_choices,
    choices,
    number_of,
)
from survey_app.programme.scrutiny.models import ASKED_AS, AssuranceItem, AssuranceRequest
from survey_app.programme.scrutiny.pages import assurance, handed_out, log, own_agencies, seen_number
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.register import find_entry
from survey_app.walkabouts.self_assessment.pages import file_limit


@assurance.get("/")
@permission("scrutiny.challenge", "scrutiny.read")
def index() -> ResponseReturnValue:
    """The requests, with where each stands."""
    seen = None if can("scrutiny.read") else own_agencies()
    found = requests.requests_of(db.session(), g.partnership.id, seen)
    return render_template("assurance/index.html", rows=[(one, requests.standing_of(one, today())) for one in found])


@assurance.route("/new", methods=["GET", "POST"])
@permission("scrutiny.assure", "scrutiny.register")
def new() -> ResponseReturnValue:
    """Ask for assurance; the scrutineer also out of an entry of the register."""
    form, session = RequestForm(), db.session()
    roles = (("executive", "scrutiny.assure"), ("scrutineer", "scrutiny.register"))
    form.asked_as.choices = choices({key: ASKED_AS[key] for key, needed in roles if can(needed)})
    form.agency.choices = agency_choices(agencies_of(session, g.partnership.id), "Choose an agency")
    number = seen_number(request.args.get("entry"))
    entry = find_entry(session, g.partnership.id, number) if can("scrutiny.register") else None
    if request.method == "GET" and entry is not None:
        form.why.data, form.agency.data = entry.text, str(entry.agency_id or "")

    def act() -> tuple[str, str]:
        given = requests.RequestText(
            title=form.title.data, why=form.why.data, asked_as=form.asked_as.data,
            agency_id=number_of(form.agency.data) or 0, answer_by=form.answer_by.data,
            items=(form.items.data or "").splitlines(), group_name=form.group_name.data or "",
            entry_id=entry.id if entry is not None else None, checked=form.checked.data,
        )  # fmt: skip
        made = requests.ask(session, g.partnership.id, given, by_id=current_user.id, today=today())
        log("asked for assurance", made.reference)
        return f"{made.reference} is asked.", _to(made)

    return form_page(form, "Ask for assurance", "Ask", ("Assurance", url_for("assurance.index")), act)


@assurance.get("/<int:number>")
@permission("scrutiny.challenge", "scrutiny.read")
def show(number: int) -> ResponseReturnValue:
    """One request with its items."""
    found, session = _request(number), db.session()
    return render_template(
        "assurance/show.html", request_=found, standing=requests.standing_of(found, today()),
        gives=found.is_open and requests.may_give(session, found, current_user.id),
        judges=found.is_open and requests.may_judge(session, found, current_user.id), me=current_user.id,
    )  # fmt: skip


@assurance.route("/<int:number>/items/<int:position>/give", methods=["GET", "POST"])
@permission("scrutiny.challenge")
def give(number: int, position: int) -> ResponseReturnValue:
    """Give evidence for an item."""
    item, form = _item(number, position), EvidenceForm()
    if not requests.may_give(db.session(), item.request, current_user.id):
        abort(403)

    def act() -> tuple[str, str]:
        requests.give(
            db.session(), item, form.text.data, by_id=current_user.id, today=today(), link=form.link.data or "",
            upload=_upload(form.upload.data), checked=form.checked.data,
        )  # fmt: skip
        log("gave evidence for assurance", item.request.reference, item=item.position)
        return "The evidence is given.", _to(item.request)

    return form_page(
        form, f"Evidence for {item.request.reference}, item {position}", "Give it", _back(item.request), act,
        quoted=item.text, sends_files=True,
    )  # fmt: skip


@assurance.route("/<int:number>/items/<int:position>/judge", methods=["GET", "POST"])
@permission("scrutiny.assure", "scrutiny.register")
def judge(number: int, position: int) -> ResponseReturnValue:
    """Judge an item."""
    item, form = _item(number, position), ItemForm()
    if request.method == "GET":
        form.seen.data, form.seen_verdict.data = str(len(item.evidence)), requests.said_of(item)

    def act() -> tuple[str, str]:
        requests.judge(
            db.session(), item, form.verdict.data, form.because.data, by_id=current_user.id,
            seen=seen_number(form.seen.data), seen_verdict=form.seen_verdict.data, checked=form.checked.data,
        )  # fmt: skip
        log("judged an item of assurance", item.request.reference, item=item.position, verdict=form.verdict.data)
        return "It is judged.", _to(item.request)

    heading = f"Judge {item.request.reference}, item {position}"
    return form_page(form, heading, "Keep it", _back(item.request), act, quoted=item.text)


@assurance.route("/<int:number>/close", methods=["GET", "POST"])
@permission("scrutiny.assure", "scrutiny.register")
def close(number: int) -> ResponseReturnValue:
    """Close a request."""
    found, form = _request(number), WhyForm()
    form.why.label.text = "What follows from it?"

    def act() -> tuple[str, str]:
        requests.close(
            db.session(), found, form.why.data, by_id=current_user.id, today=today(), checked=form.checked.data
        )
        log("closed a request for assurance", found.reference)
        return f"{found.reference} is closed.", _to(found)

    return form_page(form, f"Close {found.reference}", "Close it", _back(found), act)


@assurance.route("/<int:number>/withdraw", methods=["GET", "POST"])
@permission("scrutiny.assure", "scrutiny.register")
def withdraw(number: int) -> ResponseReturnValue:
    """Take a request back."""
    found, form = _request(number), WhyForm()

    def act() -> tuple[str, str]:
        requests.withdraw(db.session(), found, form.why.data, by_id=current_user.id)
        log("took a request for assurance back", found.reference)
        return f"{found.reference} is taken back.", _to(found)

    return form_page(form, f"Take {found.reference} back", "Take it back", _back(found), act)


@assurance.get("/<int:number>/items/<int:position>/evidence/<int:piece>")
@permission("scrutiny.challenge", "scrutiny.read")
def evidence_file(number: int, position: int, piece: int) -> ResponseReturnValue:
    """A file that was given."""
    found = next((one for one in _item(number, position).evidence if one.number == piece), None)
    if found is None or not found.file_name:
        abort(404)
    log("evidence for assurance downloaded", f"AR-{number:03}", item=position, piece=piece)
    content, media_type, name = found.content or b"", found.media_type, found.file_name
    db.session.commit()
    return handed_out(content, media_type, name)


def _request(number: int) -> AssuranceRequest:
    """A request that one may see; any other does not exist."""
    seen = None if can("scrutiny.read") else own_agencies()
    return requests.find_request(db.session(), g.partnership.id, number, seen) or abort(404)


def _item(number: int, position: int) -> AssuranceItem:
    return next((one for one in _request(number).items if one.position == position), None) or abort(404)


def _upload(sent: FileStorage | None) -> Upload | None:
    """The file as it is kept, by its content; None where none was chosen."""
    if not sent or not sent.filename:
        return None
    limit = file_limit()
    try:
        return accept("file", sent.filename, sent.stream.read(limit + 1), {}, limit=limit)
    except UploadRefused as refused:
        raise ScrutinyRefused(f"The file {refused}.") from refused


def _back(found: AssuranceRequest) -> tuple[str, str]:
    return found.reference, _to(found)


def _to(found: AssuranceRequest) -> str:
    return url_for("assurance.show", number=found.number)
