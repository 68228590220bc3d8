"""Pages of elected members: their briefings, and the log of questions that all members and the partnership read."""

from __future__ import annotations

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired

from survey_app.accounts.permissions import can, permission
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.forums.plain_form import PlainForm
from survey_app.local_time import today
from survey_app.page_openings import is_a_reading
from survey_app.programme.executive.briefs import briefs_of, copies_of_reader, find_copy, note_opening
from survey_app.programme.executive.models import Brief, MemberQuestion
from survey_app.programme.form_page import form_page
from survey_app.programme.members import questions as services

blueprint = Blueprint("members", __name__, url_prefix="/p/<partnership>/members", template_folder="templates")
NO_NAMES = "Name no child, no family and no member of staff."


class QuestionForm(PlainForm):
    """A question of an elected member."""

    text = TextAreaField("Your question", description=NO_NAMES, validators=[DataRequired("Write your question.")])
    checked = BooleanField("I have looked at the marked words: they identify nobody")


class AnswerForm(PlainForm):
    """The partnership's answer."""

    text = TextAreaField("The answer", description=NO_NAMES, validators=[DataRequired("Write the answer.")])
    checked = BooleanField("I have looked at the marked words: they identify nobody")


@blueprint.get("/")
@permission("members.read")
def index() -> ResponseReturnValue:
    """Briefings, and every question with its answer."""
    session, partnership_id = db.session(), g.partnership.id
    asked = services.questions_of(session, partnership_id)
    unread = {one.brief_id for one in copies_of_reader(session, partnership_id, current_user.id) if not one.opened_at}
    return render_template(
        "members/index.html", briefings=_briefings(), questions=asked, unread=unread, answer_days=services.ANSWER_DAYS,
        late={one.id for one in asked if services.is_late(one, today())},
        figures=services.question_figures(session, partnership_id, today()),
    )  # fmt: skip


@blueprint.get("/briefings/<int:number>")
@permission("members.read")
def briefing(number: int) -> ResponseReturnValue:
    """A briefing that was sent to members."""
    found = _briefing_or_404(number)
    page = render_template("members/briefing.html", brief=found)
    copy = find_copy(db.session(), g.partnership.id, number, current_user.id)
    if copy is not None and is_a_reading(request.method, request.headers):
        note_opening(db.session(), copy, now())
        db.session.commit()
    return page


@blueprint.route("/questions/new", methods=["GET", "POST"])
@permission("members.ask")
def ask() -> ResponseReturnValue:
    """Ask a question: about a briefing, or again after an answer, where the address says so."""
    form, about, follows = QuestionForm(), _about(), _follows()

    def act() -> tuple[str, str]:
        made = services.ask(
            db.session(), g.partnership.id, form.text.data or "", current_user.id, today(), brief=about,
            follows=follows, checked=form.checked.data,
        )  # fmt: skip
        _log("member asked a question", made.reference)
        return f"{made.reference} is asked. The answer is due by {made.answer_by:%-d %B %Y}.", _to(made)

    quoted = about.title if about is not None else follows.answer if follows is not None else ""
    back = ("Elected members", url_for("members.index")) if follows is None else (follows.reference, _to(follows))
    note = (
        f"The partnership answers within {services.ANSWER_DAYS} working days. All elected members, the Executive, the "
        "quality assurance group and the scrutineer read your question, with your name, and the answer."
    )
    heading = "Ask a question" if follows is None else f"Ask again, after {follows.reference}"
    return form_page(form, heading, "Ask", back, act, quoted=quoted, note=note)


@blueprint.get("/questions/<int:number>")
@permission("members.read")
def question(number: int) -> ResponseReturnValue:
    """A question and its answer."""
    found = _question_or_404(number)
    before = db.session.get(MemberQuestion, found.follows_id) if found.follows_id else None
    return render_template(
        "members/question.html", question=found, before=before, late=services.is_late(found, today()),
        answers=can("members.answer") and found.answered_at is None and found.asked_by_id != current_user.id,
        asks_again=can("members.ask") and found.answered_at is not None and found.asked_by_id == current_user.id,
    )  # fmt: skip


@blueprint.route("/questions/<int:number>/answer", methods=["GET", "POST"])
@permission("members.answer")
def answer(number: int) -> ResponseReturnValue:
    """Answer a question for the partnership."""
    found, form = _question_or_404(number), AnswerForm()

    def act() -> tuple[str, str]:
        services.answer(db.session(), found, form.text.data or "", current_user.id, checked=form.checked.data)
        _log("member’s question answered", found.reference)
        return "The answer is in the log, and all members read it.", _to(found)

    note = f"The answer is due by {found.answer_by:%-d %B %Y}. All elected members read it, and it stays as it is sent."
    back = (f"Question {found.reference}", _to(found))
    return form_page(form, f"Answer {found.reference}", "Send the answer", back, act, quoted=found.text, note=note)


def _briefings() -> list[Brief]:
    return [one for one in briefs_of(db.session(), g.partnership.id) if (one.kind, one.state) == ("members", "sent")]


def _briefing_or_404(number: int) -> Brief:
    return next((one for one in _briefings() if one.number == number), None) or abort(404)


def _question_or_404(number: int) -> MemberQuestion:
    return services.find_question(db.session(), g.partnership.id, number) or abort(404)


def _about() -> Brief | None:
    number = _number("briefing")
    return _briefing_or_404(number) if number is not None else None


def _follows() -> MemberQuestion | None:
    number = _number("follows")
    found = _question_or_404(number) if number is not None else None
    return found if found is None or found.asked_by_id == current_user.id else abort(404)


def _number(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else None


def _to(found: MemberQuestion) -> str:
    return url_for("members.question", number=found.number)


def _log(action: str, subject: str) -> None:
    record(db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject, details={})
