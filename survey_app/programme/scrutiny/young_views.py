"""Pages of young scrutineers: theirs, where they see nothing but their own; and those of whoever reads and answers."""

from __future__ import annotations

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.form_page import form_page
from survey_app.programme.scrutiny import young as found_by_young
from survey_app.programme.scrutiny.forms import ClearForm, WhyForm, YoungForm
from survey_app.programme.scrutiny.models import YoungFinding
from survey_app.programme.scrutiny.pages import log, young


@young.get("/")
@permission("scrutiny.young")
def index() -> ResponseReturnValue:
    """What one wrote, and the answers."""
    found = found_by_young.own_findings(db.session(), g.partnership.id, current_user.id)
    return render_template("young_scrutiny/index.html", findings=found)


@young.route("/new", methods=["GET", "POST"])
@permission("scrutiny.young")
def new() -> ResponseReturnValue:
    """Write down what one found."""
    form = YoungForm()
    if request.method == "GET":
        form.found_on.data = today()

    def act() -> tuple[str, str]:
        made = found_by_young.write_finding(
            db.session(), g.partnership.id, _given(form), by_id=current_user.id, today=today()
        )
        log("a young scrutineer wrote", made.reference)
        return "Thank you. Somebody reads it first, and then you get an answer here.", url_for("young_scrutiny.index")

    return form_page(form, "What did you find?", "Send it", _mine(), act, template="young_scrutiny/write.html")


@young.route("/<int:number>/change", methods=["GET", "POST"])
@permission("scrutiny.young")
def change(number: int) -> ResponseReturnValue:
    """Write it again."""
    found, form = _own(number), YoungForm()
    if request.method == "GET":
        form.process(obj=found)

    def act() -> tuple[str, str]:
        found_by_young.write_again(db.session(), found, _given(form), by_id=current_user.id, today=today())
        log("a young scrutineer wrote again", found.reference)
        return "Thank you. It is sent again.", url_for("young_scrutiny.index")

    return form_page(
        form, "Write it again", "Send it", _mine(), act, template="young_scrutiny/write.html", why=found.back_why
    )


@young.get("/read")
@permission("scrutiny.read")
def read() -> ResponseReturnValue:
    """What is cleared; for whoever clears, also what waits."""
    session = db.session()
    waiting = found_by_young.waiting_findings(session, g.partnership.id, current_user.id) if _may_clear() else []
    cleared = found_by_young.cleared_findings(session, g.partnership.id)
    return render_template("young_scrutiny/read.html", waiting=waiting, cleared=cleared)


@young.route("/<int:number>/clear", methods=["GET", "POST"])
@permission("scrutiny.answer")
def clear(number: int) -> ResponseReturnValue:
    """Clear a finding for others to read, or send it back."""
    found, form = _waiting(number), ClearForm()
    seen = found_by_young.text_of(found)
    if request.method == "GET":
        form.seen.data = seen

    def act() -> tuple[str, str]:
        if form.decision.data == "back":
            found_by_young.send_back(db.session(), found, form.why.data or "", by_id=current_user.id)
            log("sent a young scrutineer’s finding back", found.reference)
            return "It is sent back with your words.", url_for("young_scrutiny.read")
        given = (form.seen.data or "").replace("\r\n", "\n")
        found_by_young.clear(db.session(), found, by_id=current_user.id, seen=given, checked=form.checked.data)
        log("cleared a young scrutineer’s finding", found.reference)
        return f"{found.reference} is cleared. Others can read it.", url_for("young_scrutiny.read")

    return form_page(
        form, f"Read {found.reference}", "Keep it", _reading(), act, template="young_scrutiny/clear.html", finding=found
    )


@young.route("/<int:number>/answer", methods=["GET", "POST"])
@permission("scrutiny.answer")
def answer(number: int) -> ResponseReturnValue:
    """Answer a young scrutineer."""
    found, form = found_by_young.find_finding(db.session(), g.partnership.id, number) or abort(404), WhyForm()
    if found.state != "cleared":
        abort(404)
    form.why.label.text = "Your answer"
    form.why.description = "In plain words: what will change, or why not. A young person reads it."

    def act() -> tuple[str, str]:
        found_by_young.answer(
            db.session(), found, form.why.data, by_id=current_user.id, checked=form.checked.data
        )  # fmt: skip
        log("answered a young scrutineer", found.reference)
        return "The answer is given.", url_for("young_scrutiny.read")

    quoted = "\n\n".join(one for one in (found.good, found.better, found.question) if one)
    return form_page(form, f"Answer {found.reference}", "Give the answer", _reading(), act, quoted=quoted)


def _given(form: YoungForm) -> found_by_young.FoundText:
    return found_by_young.FoundText(
        occasion=form.occasion.data or "", place=form.place.data or "", found_on=form.found_on.data,
        good=form.good.data or "", better=form.better.data or "", question=form.question.data or "",
    )  # fmt: skip


def _own(number: int) -> YoungFinding:
    """What one wrote oneself; of anybody else's it is not even told that it exists."""
    found = found_by_young.find_finding(db.session(), g.partnership.id, number)
    return found if found is not None and found.made_by_id == current_user.id else abort(404)


def _waiting(number: int) -> YoungFinding:
    found = found_by_young.find_finding(db.session(), g.partnership.id, number)
    return found if found is not None and found.state == "waiting" else abort(404)


def _may_clear() -> bool:
    return can("scrutiny.answer")


def _mine() -> tuple[str, str]:
    return "Young scrutineers", url_for("young_scrutiny.index")


def _reading() -> tuple[str, str]:
    return "What young scrutineers found", url_for("young_scrutiny.read")
