"""Pages of the challenge log. An agency sees the challenges that it made or got; with “scrutiny.read”, one sees all."""

from __future__ import annotations

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.programme.form_page import form_page
from survey_app.programme.scrutiny import assurance as requests
from survey_app.programme.scrutiny import challenging
from survey_app.programme.scrutiny.challenge_subjects import Subject, subject_asked, subject_of
from survey_app.programme.scrutiny.forms import ChallengeForm, DecideForm, WhyForm, agency_choices, choices, number_of
from survey_app.programme.scrutiny.models import ABOUT, RAISED_AS, PartnerChallenge
from survey_app.programme.scrutiny.pages import challenges, log, own_agencies, seen_number
from survey_app.programme.scrutiny.people import is_executive
from survey_app.programme.scrutiny.waiting import waiting_for


@challenges.get("/")
@permission("scrutiny.challenge", "scrutiny.read")
def index() -> ResponseReturnValue:
    """The challenges, and the requests for assurance to one's own agency."""
    session, day, mine = db.session(), today(), own_agencies()
    seen = None if can("scrutiny.read") else mine
    rows = [(one, challenging.is_late(one, day)) for one in challenging.challenges_of(session, g.partnership.id, seen)]
    asked = [(one, requests.standing_of(one, day)) for one in requests.requests_of(session, g.partnership.id, mine)]
    waiting = waiting_for(session, g.partnership.id, current_user.id, day)
    told = {one.values["number"] for one in waiting if one.endpoint == "assurance.show"}
    asked = [(one, standing) for one, standing in asked if one.number not in told]
    return render_template("challenges/index.html", rows=rows, asked=asked, waiting=waiting)


@challenges.route("/new", methods=["GET", "POST"])
@permission("scrutiny.challenge", "scrutiny.register")
def new() -> ResponseReturnValue:
    """Raise a challenge, also out of a record that one sees: then it says what of it is refused or late."""
    form, session = ChallengeForm(), db.session()
    everybody = agencies_of(session, g.partnership.id)
    form.by.choices = _challengers([(str(one.id), one.name) for one in everybody if one.id in own_agencies()])
    form.to.choices = agency_choices(everybody, "The partnership as a whole")
    about = subject_asked()
    entry_id = None
    if about is not None and about.kind == "entry":
        entry_id, about = (about.record_id, about) if can("scrutiny.register") else (None, None)
    if request.method == "GET":
        form.raised_on.data = today()
        if about is not None:
            form.to.data, form.what.data, form.why.data = str(about.to_agency_id or ""), about.what, about.why
            only = [str(one.value) for one in form.by.choices if one.value]
            form.by.data = "scrutineer" if entry_id else only[0] if len(only) == 1 else None

    def act() -> tuple[str, str]:
        by = number_of(form.by.data)
        given = challenging.ChallengeText(
            raised_as="agency" if by else form.by.data, by_agency_id=by, to_agency_id=number_of(form.to.data),
            what=form.what.data, why=form.why.data, raised_on=form.raised_on.data,
            entry_id=entry_id, about=(about.kind, about.record_id) if about and not entry_id else None,
            checked=form.checked.data,
        )  # fmt: skip
        made = challenging.raise_challenge(session, g.partnership.id, given, by_id=current_user.id, today=today())
        log("raised a challenge", made.reference)
        return f"{made.reference} is raised. The clock of its response runs.", _to(made)

    back = ("Challenges", url_for("challenges.index")) if about is None else (about.reference, about.address)
    return form_page(form, "Raise a challenge", "Raise it", back, act, quoted=_quoted(about))


@challenges.get("/<int:number>")
@permission("scrutiny.challenge", "scrutiny.read")
def show(number: int) -> ResponseReturnValue:
    """One challenge."""
    found, session = _challenge(number), db.session()
    return render_template(
        "challenges/show.html", challenge=found, late=challenging.is_late(found, today()),
        responds=found.waits and challenging.may_respond(session, found, current_user.id),
        decides=not found.outcome and challenging.may_decide(session, found, current_user.id),
        settles=challenging.may_settle(session, found, current_user.id), about=subject_of(found),
    )  # fmt: skip


@challenges.route("/<int:number>/respond", methods=["GET", "POST"])
@permission("scrutiny.challenge", "scrutiny.answer")
def respond(number: int) -> ResponseReturnValue:
    """Respond to a challenge."""
    found, form = _challenge(number), WhyForm()
    form.why.label.text = "Your response"
    if not challenging.may_respond(db.session(), found, current_user.id):
        abort(403)

    def act() -> tuple[str, str]:
        challenging.respond(
            db.session(), found, form.why.data, by_id=current_user.id, today=today(), checked=form.checked.data
        )
        log("responded to a challenge", found.reference)
        return "The response is kept. Whoever challenged decides whether it is enough.", _to(found)

    return form_page(form, f"Respond to {found.reference}", "Respond", _back(found), act, quoted=found.what)


@challenges.route("/<int:number>/decide", methods=["GET", "POST"])
@permission("scrutiny.challenge", "scrutiny.assure", "scrutiny.register")
def decide(number: int) -> ResponseReturnValue:
    """Decide whether the response is enough."""
    found, form = _challenge(number), DecideForm()
    if not challenging.may_decide(db.session(), found, current_user.id):
        abort(403)
    if request.method == "GET":
        form.seen.data = str(len(found.responses))

    def act() -> tuple[str, str]:
        challenging.decide(
            db.session(), found, form.outcome.data, form.words.data, by_id=current_user.id, today=today(),
            seen=seen_number(form.seen.data), checked=form.checked.data,
        )  # fmt: skip
        log("decided on a response", found.reference, outcome=form.outcome.data)
        return "Your decision is kept.", _to(found)

    quoted = found.responses[-1].text if found.responses else "No response has come."
    return form_page(form, f"Decide on {found.reference}", "Keep the decision", _back(found), act, quoted=quoted)


@challenges.route("/<int:number>/settle", methods=["GET", "POST"])
@permission("scrutiny.assure")
def settle(number: int) -> ResponseReturnValue:
    """The Executive's decision, entered by one of its members. What a meeting decides comes from its minutes."""
    found, form = _challenge(number), WhyForm()
    if request.method == "GET" and not challenging.may_settle(db.session(), found, current_user.id):
        abort(403)
    if not is_executive(db.session(), g.partnership.id, current_user.id):
        abort(403)
    form.why.label.text = "What did the Executive decide, and why?"

    def act() -> tuple[str, str]:
        challenging.settle(
            db.session(), found, form.why.data, by_id=current_user.id, today=today(), checked=form.checked.data
        )
        log("settled a challenge", found.reference)
        return f"{found.reference} is settled.", _to(found)

    return form_page(form, f"Settle {found.reference}", "Keep the decision", _back(found), act, quoted=found.what)


@challenges.route("/<int:number>/advise", methods=["GET", "POST"])
@permission("scrutiny.register")
def advise(number: int) -> ResponseReturnValue:
    """The scrutineer's advice."""
    found, form = _challenge(number), WhyForm()
    form.why.label.text = "Your advice"

    def act() -> tuple[str, str]:
        challenging.advise(db.session(), found, form.why.data, by_id=current_user.id, checked=form.checked.data)
        log("advised on a challenge", found.reference)
        return "Your advice is kept. It stays as you give it.", _to(found)

    return form_page(form, f"Advise on {found.reference}", "Give the advice", _back(found), act, quoted=found.what)


def _challenge(number: int) -> PartnerChallenge:
    """A challenge that one may see; any other does not exist."""
    seen = None if can("scrutiny.read") else own_agencies()
    return challenging.find_challenge(db.session(), g.partnership.id, number, seen) or abort(404)


def _challengers(own: list[tuple[str, str]]) -> list[SelectChoice]:
    """In whose names the signed-in person may challenge."""
    roles = (("executive", "scrutiny.assure"), ("scrutineer", "scrutiny.register"))
    held = [(key, RAISED_AS[key]) for key, needed in roles if can(needed)]
    return choices(dict([*own, *held]), first="Choose who challenges")


def _quoted(about: Subject | None) -> str | None:
    return f"{ABOUT[about.kind]}, {about.reference}: {about.what}" if about is not None else None


def _back(found: PartnerChallenge) -> tuple[str, str]:
    return found.reference, _to(found)


def _to(found: PartnerChallenge) -> str:
    return url_for("challenges.show", number=found.number)
