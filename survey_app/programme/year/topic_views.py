"""One topic of a programme: planned, changed, dropped, and linked to the record that it became."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from analysis.programme.progress import standing_of
from analysis.programme.years import first_day, last_day
from survey_app.accounts.models import Membership, User
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.programme.year.forms import DropForm, RecordForm, SeenForm, TopicForm
from survey_app.programme.year.models import ProgrammeTopic
from survey_app.programme.year.pages import blueprint, log, topic_or_404, year_or_404
from survey_app.programme.year.planning import (
    add_topic,
    begin_programme,
    change_topic,
    drop_topic,
    link_record,
    take_up_again,
    unlink_record,
)
from survey_app.programme.year.priorities import sets_of
from survey_app.programme.year.reasons import reasons_offered, themes_in_use
from survey_app.programme.year.records import RECORDS, records_for
from survey_app.programme.year.standing import line_of, record_of, what_it_asks


@blueprint.route("/<int:year>/topics/new", methods=["GET", "POST"])
@permission("programme.manage")
def topic_new(year: int) -> ResponseReturnValue:
    """Add a topic; what coverage or the backlog shows can be filled in by the link that leads here."""
    form = TopicForm()
    _offer(form, year_or_404(year), None)
    if request.method == "GET":
        _prefill(form)
    if form.validate_on_submit():
        try:
            programme = begin_programme(db.session(), g.partnership.id, year)
            made = add_topic(db.session(), programme, form.plan(), by_id=current_user.id, checked=form.checked.data)
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            log("programme topic added", f"programme {year}, {made.reference}")
            db.session.commit()
            flash(f"{made.reference} is in the draft. The Executive endorses it with the next version.", "success")
            return redirect(url_for("programme.topic", year=year, number=made.number))
    page = render_template("programme/topic_form.html", form=form, year=year, topic=None)
    return page, 422 if form.errors else 200


@blueprint.get("/<int:year>/topics/<int:number>")
@permission("programme.read")
def topic(year: int, number: int) -> ResponseReturnValue:
    """A topic with its reasons, its record and how it goes."""
    return _page(topic_or_404(year, number), RecordForm())


@blueprint.route("/<int:year>/topics/<int:number>/change", methods=["GET", "POST"])
@permission("programme.manage")
def topic_change(year: int, number: int) -> ResponseReturnValue:
    """Change the plan of a topic."""
    found, form = topic_or_404(year, number), TopicForm()
    _offer(form, year, found)
    if request.method == "GET":
        form.fill_from(found)
    if form.validate_on_submit():
        try:
            change_topic(
                db.session(), found, form.plan(), by_id=current_user.id, seen=form.revision(), checked=form.checked.data
            )
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(found, f"{found.reference} is changed in the draft.", "programme topic changed")
    page = render_template("programme/topic_form.html", form=form, year=year, topic=found)
    return page, 422 if form.errors else 200


@blueprint.route("/<int:year>/topics/<int:number>/drop", methods=["GET", "POST"])
@permission("programme.manage")
def topic_drop(year: int, number: int) -> ResponseReturnValue:
    """Drop a topic, with the reason."""
    found, form = topic_or_404(year, number), DropForm()
    if request.method == "GET":
        form.seen.data = str(found.revision)
    if form.validate_on_submit():
        try:
            drop_topic(
                db.session(), found, form.why.data or "", by_id=current_user.id, seen=form.revision(), today=today(),
                checked=form.checked.data,
            )  # fmt: skip
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(found, f"{found.reference} is dropped.", "programme topic dropped")
    return render_template("programme/topic_drop.html", form=form, topic=found), 422 if form.errors else 200


@blueprint.post("/<int:year>/topics/<int:number>/again")
@permission("programme.manage")
def topic_again(year: int, number: int) -> ResponseReturnValue:
    """Take a dropped topic up again."""
    found = topic_or_404(year, number)
    take_up_again(db.session(), found, by_id=current_user.id, seen=SeenForm().revision())
    return _done(found, f"{found.reference} is in the draft again.", "programme topic taken up again")


@blueprint.post("/<int:year>/topics/<int:number>/record")
@permission("programme.manage")
def topic_record(year: int, number: int) -> ResponseReturnValue:
    """Link the record that the topic became, or take the link away."""
    found, form = topic_or_404(year, number), RecordForm()
    if request.form.get("act") == "unlink":
        unlink_record(db.session(), found, seen=form.revision())
        return _done(found, f"{found.reference} is linked to nothing now.", "programme topic unlinked")
    _offer_records(form, found)
    if form.validate_on_submit():
        record_type, _, record_id = (form.record.data or "").partition(":")
        try:
            link_record(db.session(), found, record_type, record_id, seen=form.revision())
        except UserError as error:
            db.session.rollback()
            form.form_errors.append(error.message)
        else:
            return _done(found, "The topic’s progress is read from its record now.", "programme topic linked")
    return _page(found, form)


def _page(found: ProgrammeTopic, form: RecordForm) -> ResponseReturnValue:
    _offer_records(form, found)
    if not form.is_submitted():
        form.seen.data = str(found.revision)
    record = record_of(db.session(), g.partnership.id, found, today())
    standing = standing_of(line_of(found, record), today())
    page = render_template(
        "programme/topic.html", topic=found, record=record, form=form, year=found.programme.year,
        standing=standing, asks=what_it_asks(found, record, standing), RECORDS=RECORDS,
        versions=[one for one in found.programme.versions
                  if any(row["reference"] == found.reference for row in one.document)],
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _offer(form: TopicForm, year: int, topic: ProgrammeTopic | None) -> None:
    session = db.session()
    reasons = reasons_offered(session, g.partnership.id, year)
    if topic is not None:  # what it was taken from may be offered no more
        reasons |= {f"{one.kind}:{one.record_id}": one.says for one in topic.reasons if one.record_id}
    people = session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.partnership_id == g.partnership.id, User.active)
        .distinct()
        .order_by(User.name, User.id)
    ).all()
    sets = [one for one in sets_of(session, g.partnership.id)
            if one.starts_on <= last_day(year) and one.ends_on >= first_day(year)]  # fmt: skip
    form.offer(
        people=[(row[0], row[1]) for row in people],
        agencies=[(one.id, one.name) for one in agencies_of(session, g.partnership.id)],
        priorities=[(one.id, f"{one.text} ({named.title})") for named in sets for one in named.priorities],
        reasons=reasons, themes=themes_in_use(session, g.partnership.id),
    )  # fmt: skip


def _prefill(form: TopicForm) -> None:
    """What a link from coverage, the backlog or an inspection says already."""
    for name, most in (("title", 200), ("theme", 120), ("coverage", 1000), ("data", 1000)):
        getattr(form, name).data = (request.args.get(name) or "")[:most]
    form.agency_id.data = request.args.get("agency") or ""
    form.reasons.data = request.args.getlist("reason")
    form.method.data = request.args.get("method") or None


def _offer_records(form: RecordForm, topic: ProgrammeTopic) -> None:
    found = records_for(db.session(), g.partnership.id, topic.method, today=today())
    form.record.choices = [
        SelectChoice("", "Choose the record"),
        *(SelectChoice(f"{one.record_type}:{one.record_id}", f"{RECORDS[one.record_type].label}: {one.title}")
          for one in found),
    ]  # fmt: skip


def _done(found: ProgrammeTopic, words: str, action: str) -> ResponseReturnValue:
    log(action, f"programme {found.programme.year}, {found.reference}")
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("programme.topic", year=found.programme.year, number=found.number))
